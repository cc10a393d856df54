package org.signaling.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.signaling.bench.client.Issuer;

/**
 * Application servers set up as the guides say and the integration tests do.
 *
 * @param build where {@code bench/servers} unpacked them
 * @param war this server's WAR
 * @param project the project's directory
 */
public record AsInTheGuides(Path build, Path war, Path project) {

    /**
     * Sets a server up with the WAR in it.
     *
     * @param server payara-micro, payara-server, wildfly or openliberty
     * @param issuer whom it trusts
     * @param port where it is to listen
     * @return the command that starts it in the foreground
     */
    public List<String> prepare(String server, Issuer issuer, int port) throws IOException, InterruptedException {
        Path settings = build.resolve("test-classes/server.properties");
        Files.writeString(settings, "signaling.issuers=bench\nsignaling.issuer.bench.issuer=" + issuer.issuer()
                + "\nsignaling.issuer.bench.audiences=" + Issuer.AUDIENCE + "\n");
        if (!server.equals("payara-micro")) {
            setUp(server, port);
        }
        switch (server) {
            case "payara-micro" -> {
                return List.of("env", "PORT=" + port, "java", "-jar", build.resolve("payara-micro.jar").toString(),
                        "--nohazelcast", "--nohostaware", "--disablephonehome", "--contextroot", "/",
                        "--systemProperties", settings.toString(),
                        "--prebootcommandfile", project.resolve("payara-config/micro/preboot.asadmin").toString(),
                        "--postbootcommandfile", project.resolve("payara-config/micro/postboot.asadmin").toString(),
                        "--deploy", war.toString());
            }
            case "payara-server" -> {
                copyWar("payara6/glassfish/domains/signaling/autodeploy");
                return List.of(build.resolve("payara6/bin/asadmin").toString(), "start-domain", "--verbose",
                        "signaling");
            }
            case "wildfly" -> {
                copyWar(wildfly().getFileName() + "/standalone/deployments");
                return List.of(wildfly().resolve("bin/standalone.sh").toString(), "-c",
                        "standalone-microprofile.xml", "-Djboss.http.port=" + port,
                        "-Djboss.management.http.port=" + Server.freePort(),
                        "-Djboss.https.port=" + Server.freePort(), "-P", settings.toString());
            }
            default -> {
                copyWar("wlp/usr/servers/signaling/dropins");
                return List.of("env", "PORT=" + port, build.resolve("wlp/bin/server").toString(), "run", "signaling");
            }
        }
    }

    private void setUp(String server, int port) throws IOException, InterruptedException {
        ProcessBuilder script = new ProcessBuilder(project.resolve("src/test/servers/prepare.sh").toString(), server,
                build.toString()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        script.environment().putAll(Map.of("PORT", "" + port, "PORT_ADMIN", "" + Server.freePort(), "PORT_HTTPS",
                "" + Server.freePort(), "PORTS", String.join(" ",
                        IntStream.range(0, 7).mapToObj(i -> "" + Server.freePort()).toList())));
        if (script.start().waitFor() != 0) {
            throw new IllegalStateException(server + " could not be set up; see " + log());
        }
    }

    private void copyWar(String directory) throws IOException {
        Files.copy(war, build.resolve(directory).resolve("signaling.war"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path wildfly() throws IOException {
        try (var directories = Files.newDirectoryStream(build, "wildfly-*.Final")) {
            return directories.iterator().next();
        }
    }

    /** Where all of them log. */
    public Path log() {
        return build.resolve("servers.log");
    }
}
