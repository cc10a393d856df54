package org.signaling.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@code mvn -Prun}: the server and an identity provider with two issuers, until Ctrl-C. Runs in Maven's JVM, with the
 * server as its child.
 */
public final class DevServer {

    private static final String PREFIX = "signaling.";

    private DevServer() {
    }

    /**
     * Starts both, prints what to do next, and returns only if the server ends.
     *
     * @param arguments the project's directory
     * @throws Exception what nobody foresaw
     */
    public static void main(String[] arguments) throws Exception {
        try {
            run(Path.of(arguments[0]));
        } catch (StartFailure e) {
            System.err.println();
            System.err.println("ERROR: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Path project) throws StartFailure, IOException, InterruptedException {
        Ports ports = Ports.read();
        Path target = project.resolve("target");
        System.out.println("Starting the server, log in " + target.resolve("run").resolve("server.log"));
        PayaraProcess payara = PayaraProcess.start(target.resolve("signaling.war"), ports.server(),
                settings(ports.provider()), target.resolve("run"), target.resolve("dev-classes"));
        Runtime.getRuntime().addShutdownHook(new Thread(payara::stop, "stop-payara"));
        DevProvider provider = DevProvider.start(ports.provider(), project.resolve("src/dev/login.html"));
        Welcome welcome = new Welcome(ports.server(), provider, payara.logFile());
        payara.awaitReady(ports.server());
        System.out.println(welcome.text());
        if (!payara.awaitEnd()) {
            throw new StartFailure("The server has ended by itself, see " + payara.logFile());
        }
    }

    /** Both issuers, and what the command line says: {@code mvn -Prun -Dsignaling.origins=https://app.example}. */
    private static Map<String, String> settings(int providerPort) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put(PREFIX + "issuers", String.join(",", DevProvider.ISSUERS));
        for (String issuer : DevProvider.ISSUERS) {
            String prefix = PREFIX + "issuer." + issuer + ".";
            settings.put(prefix + "issuer", DevProvider.address(issuer, providerPort));
            settings.put(prefix + "audiences", DevProvider.AUDIENCE);
            settings.put(prefix + "client-id", DevProvider.AUDIENCE);
        }
        for (String key : System.getProperties().stringPropertyNames()) {
            if (key.startsWith(PREFIX)) {
                settings.put(key, System.getProperty(key));
            }
        }
        return settings;
    }
}
