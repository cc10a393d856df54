package org.signaling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Any of the four servers in a process of its own, on a port of its own, with a directory of its own for all that it
 * writes: one that runs out of the same installation is not disturbed. Its settings come from its environment. For one
 * thread.
 */
public final class ServerProcess implements AutoCloseable {

    private static final Path WAR = Path.of(System.getProperty("war"));
    private static final Path BUILD = WAR.getParent();

    /** The ports that Payara's first domain has as it comes, without that of HTTP. */
    private static final Pattern DOMAIN_PORTS = Pattern
            .compile("(?<=[\"=])(8181|4848|7676|3700|3820|3920|8686|9009|6666)"
                    + "(?=[\"<])");

    private final int port = FreePort.any();
    private final Path home;
    private final Map<String, String> environment;
    private Path war = WAR;
    private Process process;

    /**
     * @param name what its directory in the build's is called
     * @param environment what its environment has besides what this process has
     */
    public ServerProcess(String name, Map<String, String> environment) {
        this.home = BUILD.resolve("server-processes").resolve(name);
        this.environment = new HashMap<>(environment);
    }

    /** Has this WAR in place of the build's. */
    public ServerProcess with(Path otherWar) {
        war = otherWar;
        return this;
    }

    /**
     * Starts it, and waits for nothing.
     *
     * @param kind payara-micro, payara-server, wildfly or openliberty; the latter three as the build unpacks them
     */
    public ServerProcess begin(String kind) {
        try {
            delete(home);
            Files.createDirectories(home);
            List<String> command = switch (kind) {
                case "payara-micro" -> payaraMicro();
                case "payara-server" -> payaraServer();
                case "wildfly" -> wildfly();
                case "openliberty" -> openLiberty();
                default -> throw new IllegalArgumentException(kind + " is no server");
            };
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(output().toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            // the quick compiler: a third less time to start
            builder.environment().put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
            builder.environment().put("PORT", "" + port);
            builder.environment().putAll(environment);
            process = builder.start();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> payaraMicro() {
        return List.of(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-jar",
                BUILD.resolve("payara-micro.jar").toString(), "--nohazelcast", "--nohostaware", "--disablephonehome",
                "--prebootcommandfile", "payara-config/micro/preboot.asadmin", "--postbootcommandfile",
                "payara-config/micro/postboot.asadmin", "--contextroot", "/", "--deploy", war.toString());
    }

    private List<String> payaraServer() throws IOException {
        Path payara = BUILD.resolve("payara6");
        Path domain = home.resolve("domain1");
        copy(payara.resolve("glassfish/domains/domain1"), domain);
        Path file = domain.resolve("config/domain.xml");
        Files.writeString(file, DOMAIN_PORTS.matcher(Files.readString(file)).replaceAll(match -> "" + FreePort.any())
                .replace("port=\"8080\"", "port=\"" + port + "\""));
        deploy(domain.resolve("autodeploy"));
        return List.of(payara.resolve("bin/asadmin").toString(), "start-domain", "--verbose", "--domaindir",
                home.toString(), "domain1");
    }

    private List<String> wildfly() throws IOException {
        Path wildfly;
        try (Stream<Path> files = Files.list(BUILD)) {
            wildfly = files.filter(each -> each.getFileName().toString().startsWith("wildfly-")).findFirst()
                    .orElseThrow(() -> new IOException("no WildFly in " + BUILD));
        }
        copy(wildfly.resolve("standalone/configuration"), home.resolve("configuration"));
        Path file = home.resolve("configuration/standalone-microprofile.xml");
        // what is deployed on the other one
        Files.writeString(file, Files.readString(file).replaceAll("(?s)<deployments>.*?</deployments>", ""));
        deploy(home.resolve("deployments"));
        return List.of(wildfly.resolve("bin/standalone.sh").toString(), "-c", "standalone-microprofile.xml",
                "-Djboss.server.base.dir=" + home, "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + FreePort.any(), "-Djboss.management.http.port=" + FreePort.any());
    }

    private List<String> openLiberty() throws IOException {
        Path server = home.resolve("servers/signaling");
        deploy(server.resolve("dropins"));
        Files.copy(Path.of("config/liberty/server.xml"), server.resolve("server.xml"));
        environment.put("WLP_USER_DIR", home.toString());
        return List.of(BUILD.resolve("wlp/bin/server").toString(), "run", "signaling");
    }

    private void deploy(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.copy(war, directory.resolve("signaling.war"));
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(from)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Path copy = to.resolve(from.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            List<Path> files;
            try (Stream<Path> walk = Files.walk(directory)) {
                files = new ArrayList<>(walk.toList());
            }
            for (int i = files.size() - 1; i >= 0; i--) {
                Files.delete(files.get(i));
            }
        }
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** {@return whether it runs} */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The file that has all that it says. */
    public Path output() {
        return home.resolve("output");
    }

    /** Ends it as a failure does, with whatever scripts started. */
    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
