package org.signaling.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.signaling.bench.client.Issuer;
import org.signaling.bench.client.Wire;
import org.signaling.bench.server.Server;

/**
 * How long each application server takes from its command to the first user whom it lets in, and how much memory it has
 * then. Each is set up as the guides say and the integration tests do, and started once unmeasured.
 */
public final class StartUp {

    private static final int RUNS = 3;
    private static final long LIMIT_SECONDS = 120;
    private static final long SETTLE_MILLIS = 3_000;

    private final Path build;
    private final Path war;
    private final Path project;
    private final int port = Server.freePort();
    private final byte[] upgrade;

    private StartUp(Path build, Path war, Path project, Issuer issuer) throws IOException {
        this.build = build;
        this.war = war;
        this.project = project;
        upgrade = Wire.signaling(issuer.issuer(), issuer::token).request(0);
        Files.writeString(build.resolve("test-classes/server.properties"), "signaling.issuers=bench\n"
                + "signaling.issuer.bench.issuer=" + issuer.issuer() + "\nsignaling.issuer.bench.audiences="
                + Issuer.AUDIENCE + "\n");
    }

    /**
     * @param args where the servers are unpacked, this server's WAR, and the project's directory
     */
    public static void main(String[] args) throws Exception {
        try (Issuer issuer = new Issuer()) {
            StartUp measure = new StartUp(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), issuer);
            System.out.println(
                    "| | first user after, s | live heap, MB | memory of the process, MB |\n|---|---|---|---|");
            for (String server : List.of("payara-micro", "payara-server", "wildfly", "openliberty")) {
                System.out.println(measure.row(server));
            }
        }
        System.exit(0);
    }

    private String row(String server) throws IOException, InterruptedException {
        prepare(server);
        once(server);
        double[][] runs = new double[RUNS][];
        for (int run = 0; run < RUNS; run++) {
            runs[run] = once(server);
        }
        return "| " + server + " | " + String.format(Locale.ROOT, "%.1f | %.0f | %.0f |", median(runs, 0),
                median(runs, 1), median(runs, 2));
    }

    private static double median(double[][] runs, int figure) {
        return Arrays.stream(runs).mapToDouble(run -> run[figure]).sorted().toArray()[runs.length / 2];
    }

    private void prepare(String server) throws IOException, InterruptedException {
        if (!server.equals("payara-micro")) {
            run(project.resolve("src/test/servers/prepare.sh").toString(), server, build.toString());
        }
        switch (server) {
            case "payara-server" -> copyWar("payara6/glassfish/domains/signaling/autodeploy");
            case "wildfly" -> copyWar(wildfly().getFileName() + "/standalone/deployments");
            case "openliberty" -> copyWar("wlp/usr/servers/signaling/dropins");
            default -> {
                // the WAR is named on the command line
            }
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

    private List<String> command(String server) throws IOException {
        String settings = build.resolve("test-classes/server.properties").toString();
        return switch (server) {
            case "payara-micro" -> List.of("java", "-jar", build.resolve("payara-micro.jar").toString(),
                    "--nohazelcast", "--nohostaware", "--disablephonehome", "--contextroot", "/",
                    "--systemProperties", settings,
                    "--prebootcommandfile", project.resolve("payara-config/micro/preboot.asadmin").toString(),
                    "--postbootcommandfile", project.resolve("payara-config/micro/postboot.asadmin").toString(),
                    "--deploy", war.toString());
            case "payara-server" -> List.of(build.resolve("payara6/bin/asadmin").toString(), "start-domain",
                    "--verbose", "signaling");
            case "wildfly" -> List.of(wildfly().resolve("bin/standalone.sh").toString(), "-c",
                    "standalone-microprofile.xml", "-Djboss.management.http.port=" + Server.freePort(),
                    "-Djboss.https.port=" + Server.freePort(), "-P", settings);
            default -> List.of(build.resolve("wlp/bin/server").toString(), "run", "signaling");
        };
    }

    /** {@return seconds until the first user is in, and megabytes: of live heap, and of the process} */
    private double[] once(String server) throws IOException, InterruptedException {
        List<String> command = command(server);
        long begin = System.nanoTime();
        Process process = process(command);
        try {
            while (!letsIn()) {
                if (!process.isAlive() || System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                    throw new IllegalStateException(server + " did not start; see " + log());
                }
                Server.pause(20);
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            Server.pause(SETTLE_MILLIS);
            // the server itself is the last one of the processes: scripts and launchers come before it
            ProcessHandle jvm = process.descendants()
                    .filter(each -> each.info().command().orElse("").endsWith("/java"))
                    .reduce((first, last) -> last).orElse(process.toHandle());
            return new double[]{seconds, megabytes(heapBytes(jvm.pid())), megabytes(residentBytes(jvm.pid()))};
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.waitFor();
        }
    }

    private boolean letsIn() {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write(upgrade);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(12), StandardCharsets.US_ASCII).equals("HTTP/1.1 101");
        } catch (IOException e) {
            return false;
        }
    }

    /** After a full collection. */
    private static long heapBytes(long pid) {
        return Server.command(List.of("jcmd", Long.toString(pid), "GC.class_histogram")).lines()
                .filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.trim().split("\\s+")[2])).findFirst().orElseThrow();
    }

    private static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) * 1_024).findFirst().orElseThrow();
    }

    private static double megabytes(long bytes) {
        return bytes / 1e6;
    }

    private Path log() {
        return build.resolve("servers.log");
    }

    private Process process(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(Map.of("PORT", "" + port, "PORT_ADMIN", "" + Server.freePort(), "PORT_HTTPS",
                "" + Server.freePort(), "PORTS", String.join(" ",
                        IntStream.range(0, 7).mapToObj(i -> "" + Server.freePort()).toList())));
        return builder.start();
    }

    private void run(String... command) throws IOException, InterruptedException {
        if (process(List.of(command)).waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed; see " + log());
        }
    }
}
