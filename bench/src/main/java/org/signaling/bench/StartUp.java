package org.signaling.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.signaling.bench.client.Issuer;
import org.signaling.bench.client.Wire;
import org.signaling.bench.server.AsInTheGuides;
import org.signaling.bench.server.Server;

/**
 * How long each application server takes from its command to the first user whom it lets in, and how much memory it has
 * then. Each is set up as the guides say and the integration tests do, and started once unmeasured.
 */
public final class StartUp {

    private static final int RUNS = 3;
    private static final long SETTLE_MILLIS = 3_000;

    private final Issuer issuer;
    private final AsInTheGuides servers;
    private final int port = Server.freePort();
    private final byte[] upgrade;

    private StartUp(AsInTheGuides servers, Issuer issuer) {
        this.servers = servers;
        this.issuer = issuer;
        upgrade = Wire.signaling(issuer.issuer(), issuer::token).request(0);
    }

    /**
     * @param args where the servers are unpacked, this server's WAR, and the project's directory
     */
    public static void main(String[] args) throws Exception {
        try (Issuer issuer = new Issuer()) {
            StartUp measure = new StartUp(
                    new AsInTheGuides(Path.of(args[0]), Path.of(args[1]), Path.of(args[2])), issuer);
            System.out.println(
                    "| | first user after, s | live heap, MB | memory of the process, MB |\n|---|---|---|---|");
            for (String server : List.of("payara-micro", "payara-server", "wildfly", "openliberty")) {
                System.out.println(measure.row(server));
            }
        }
        System.exit(0);
    }

    private String row(String server) throws IOException, InterruptedException {
        List<String> command = servers.prepare(server, issuer, port);
        once(command);
        double[][] runs = new double[RUNS][];
        for (int run = 0; run < RUNS; run++) {
            runs[run] = once(command);
        }
        return "| " + server + " | " + String.format(Locale.ROOT, "%.1f | %.0f | %.0f |", median(runs, 0),
                median(runs, 1), median(runs, 2));
    }

    private static double median(double[][] runs, int figure) {
        return Arrays.stream(runs).mapToDouble(run -> run[figure]).sorted().toArray()[runs.length / 2];
    }

    /** {@return seconds until the first user is in, and megabytes: of live heap, and of the process} */
    private double[] once(List<String> command) {
        long begin = System.nanoTime();
        try (Server server = Server.start(command, port, servers.log(), upgrade)) {
            double seconds = (System.nanoTime() - begin) / 1e9;
            Server.pause(SETTLE_MILLIS);
            return new double[]{seconds, server.liveHeapBytes() / 1e6, server.residentKilobytes() * 1_024 / 1e6};
        }
    }
}
