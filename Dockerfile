# Three stages, as docs/deploy-container.md explains: build, development, production (the last, and the default).

FROM docker.io/library/maven:3.9.11-eclipse-temurin-17 AS build
WORKDIR /signaling
# what changes rarely comes first: a change of the code alone downloads nothing again
COPY pom.xml LICENSE ./
RUN mvn -B -ntp -q dependency:resolve dependency:resolve-plugins
COPY config config
COPY payara-config payara-config
COPY src/main src/main
COPY src/micro src/micro
RUN mvn -B -ntp -q package -Dmaven.test.skip=true -Dformatter.skip=true

FROM build AS development
COPY . .
EXPOSE 8080 8090
CMD ["mvn", "-Prun"]

FROM docker.io/library/eclipse-temurin:17.0.16_8-jre-alpine AS production
WORKDIR /signaling
COPY --from=build /signaling/target/signaling-microbundle.jar signaling.jar
# a number needs no entry in /etc/passwd
USER 10001:10001
ENV PORT=8080 \
    JAVA_TOOL_OPTIONS="-XX:MaxRAMPercentage=60 -XX:+ExitOnOutOfMemoryError"
EXPOSE 8080
HEALTHCHECK --start-period=90s --interval=15s --timeout=5s \
  CMD wget -q -O - "http://127.0.0.1:$PORT/health/live" | grep -q "signaling pacer"
# no shell in between: a TERM signal reaches the server, which closes its sockets with 1001 and ends
ENTRYPOINT ["java", "-jar", "signaling.jar"]
