package org.signaling.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.signaling.bench.client.Issuer;
import org.signaling.bench.client.Wire;

/** What can be measured: this server's WAR on an application server, a bare relay there, or another server. */
public enum Subject {
    /** The WAR on Payara Micro. */
    PAYARA,
    /** The same without what it does about Payara's idle timers. */
    PAYARA_UNCURED,
    /** The WAR on Payara Server, which {@code bench/servers} has to have unpacked. */
    PAYARA_SERVER,
    /** The WAR on WildFly. */
    WILDFLY,
    /** The WAR on Open Liberty. */
    OPENLIBERTY,
    /** A bare relay on Payara Micro. */
    RELAY_PAYARA,
    /** A bare relay on Payara Micro, with the idle timers out of the way. */
    RELAY_PAYARA_CURED,
    /** A bare relay on WildFly. */
    RELAY_WILDFLY,
    /** A bare relay on Open Liberty. */
    RELAY_OPENLIBERTY,
    /** The PeerJS server, on Node.js. */
    PEERJS;

    private static final String PEERJS_VERSION = "1.0.2";
    /** Nobody that a scenario knows, so that what becomes of the probe does not count. */
    private static final int PROBE = 1_000_000;

    /** {@return its name for people and on the command line} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return whether it is this server, with tokens and presence} */
    public boolean ours() {
        return switch (this) {
            case PAYARA, PAYARA_UNCURED, PAYARA_SERVER, WILDFLY, OPENLIBERTY -> true;
            default -> false;
        };
    }

    /** How to speak to it. */
    public Wire wire(Issuer issuer) {
        return ours() ? Wire.signaling(issuer.issuer(), issuer::token) : this == PEERJS ? Wire.peerJs() : Wire.relay();
    }

    /**
     * Starts it.
     *
     * @param target the build's directory, with the servers
     * @param war this server's WAR
     * @param jvm options for Java
     * @param held how much of a processor it gets; empty for all there is
     */
    public Server start(Path target, Path war, Issuer issuer, List<String> jvm, Optional<String> held) {
        return start(target, war, issuer, jvm, held, Server.freePort());
    }

    /** Starts it on a port. */
    public Server start(Path target, Path war, Issuer issuer, List<String> jvm, Optional<String> held, int port) {
        List<String> command = new ArrayList<>();
        held.ifPresent(share -> command.addAll(List.of(target.resolve("../held").toString(), share)));
        command.addAll(switch (this) {
            case PAYARA, PAYARA_UNCURED, RELAY_PAYARA, RELAY_PAYARA_CURED -> payara(target, war(target, war), issuer,
                    jvm, port);
            case PAYARA_SERVER -> payaraServer(target, war, issuer, port);
            case WILDFLY, RELAY_WILDFLY -> wildfly(target, war(target, war), issuer, jvm, port);
            case OPENLIBERTY, RELAY_OPENLIBERTY -> openLiberty(target, war(target, war), issuer, jvm, port);
            case PEERJS -> peerJs(target, port);
        });
        Server server = Server.start(command, port, target.resolve("logs/" + label() + ".log"),
                wire(issuer).request(PROBE));
        if (ours()) {
            Answers.check(port, issuer.token(PROBE));
        }
        return server;
    }

    private Path war(Path target, Path war) {
        Path made = target.resolve("wars/" + label() + ".war");
        return switch (this) {
            case PAYARA_UNCURED -> Wars.withoutCure(war, made);
            case RELAY_PAYARA, RELAY_WILDFLY, RELAY_OPENLIBERTY -> Wars.relay(false, made);
            case RELAY_PAYARA_CURED -> Wars.relay(true, made);
            default -> war;
        };
    }

    private static List<String> java(Issuer issuer, List<String> jvm) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(jvm);
        command.addAll(List.of("-Dsignaling.issuers=bench", "-Dsignaling.issuer.bench.issuer=" + issuer.issuer(),
                "-Dsignaling.issuer.bench.audiences=" + Issuer.AUDIENCE));
        return command;
    }

    private static List<String> payara(Path target, Path war, Issuer issuer, List<String> jvm, int port) {
        Path config = target.resolve("../../payara-config/micro");
        List<String> command = java(issuer, jvm);
        command.addAll(List.of("-DPORT=" + port, "-jar", target.resolve("payara-micro.jar").toString(), "--nohazelcast",
                "--nohostaware", "--contextroot", "/", "--deploy", war.toString()));
        if (Files.exists(config)) {
            command.addAll(List.of("--prebootcommandfile", config.resolve("preboot.asadmin").toString(),
                    "--postbootcommandfile", config.resolve("postboot.asadmin").toString()));
        } else {
            command.addAll(List.of("--port", Integer.toString(port)));
        }
        return command;
    }

    private static List<String> payaraServer(Path target, Path war, Issuer issuer, int port) {
        try {
            return new AsInTheGuides(target.resolve("servers"), war, target.resolve("../.."))
                    .prepare("payara-server", issuer, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<String> wildfly(Path target, Path war, Issuer issuer, List<String> jvm, int port) {
        try {
            Path home;
            try (Stream<Path> found = Files.find(target, 1, (path, attributes) -> attributes.isDirectory()
                    && path.getFileName().toString().startsWith("wildfly-"))) {
                home = found.findFirst().orElseThrow();
            }
            Path base = home(target, port);
            Files.createDirectories(base.resolve("deployments"));
            try (Stream<Path> files = Files.list(home.resolve("standalone/configuration"))) {
                Files.createDirectories(base.resolve("configuration"));
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, base.resolve("configuration").resolve(file.getFileName()));
                }
            }
            Server.command(List.of("env", "JAVA_OPTS=-Djboss.server.base.dir=" + base,
                    home.resolve("bin/jboss-cli.sh").toString(),
                    "--file=" + target.resolve("../../config/wildfly/signaling.cli")));
            Files.copy(war, base.resolve("deployments/ROOT.war"));
            List<String> command = java(issuer, jvm);
            command.addAll(List.of("-Djboss.server.base.dir=" + base, "-Djboss.home.dir=" + home,
                    "-Djboss.http.port=" + port, "-Djboss.https.port=" + Server.freePort(),
                    "-Djboss.management.http.port=" + Server.freePort(), "-Djava.util.logging.manager="
                            + "org.jboss.logmanager.LogManager",
                    "-jar", home.resolve("jboss-modules.jar").toString(), "-mp", home.resolve("modules").toString(),
                    "org.jboss.as.standalone", "-c", "standalone-microprofile.xml"));
            return command;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> openLiberty(Path target, Path war, Issuer issuer, List<String> jvm, int port) {
        try {
            Path user = home(target, port);
            Path server = user.resolve("servers/bench");
            Files.createDirectories(server.resolve("apps"));
            Files.createDirectories(server.resolve("configDropins/overrides"));
            Files.copy(target.resolve("../../config/liberty/server.xml"), server.resolve("server.xml"));
            Files.writeString(server.resolve("configDropins/overrides/bench.xml"),
                    "<server><webApplication location=\"ROOT.war\" contextRoot=\"/\"/></server>");
            Files.copy(war, server.resolve("apps/ROOT.war"));
            Path tools = target.resolve("wlp/bin/tools");
            Path opens = target.resolve("wlp/lib/platform/java/java9.options");
            List<String> command = new ArrayList<>(List.of("env", "WLP_USER_DIR=" + user, "PORT=" + port));
            command.addAll(java(issuer, jvm));
            command.addAll(List.of("@" + opens, "-javaagent:" + tools.resolve("ws-javaagent.jar"), "-jar",
                    tools.resolve("ws-server.jar").toString(), "bench"));
            return command;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return a directory for one server, not there yet: two that shared one would deploy each other's WARs} */
    private Path home(Path target, int port) throws IOException {
        Path home = target.resolve("homes/" + label() + "-" + port);
        delete(home);
        return home;
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory, new FileVisitOption[0])) {
                for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<String> peerJs(Path target, int port) {
        Path home = target.resolve("peerjs");
        Path script = home.resolve("node_modules/peer/dist/bin/peerjs.js");
        if (!Files.exists(script)) {
            Server.command(List.of("npm", "install", "--no-audit", "--no-fund", "--prefix", home.toString(),
                    "peer@" + PEERJS_VERSION));
        }
        return List.of("node", script.toString(), "--port", Integer.toString(port), "--host", "127.0.0.1", "--path",
                "/", "--alive_timeout", "3600000", "--concurrent_limit", "20000");
    }
}
