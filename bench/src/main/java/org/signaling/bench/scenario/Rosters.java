package org.signaling.bench.scenario;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;

/** How many users each server of a cluster knows of, by its own metrics: its own, and those of whom the others told it. */
final class Rosters {

    private static final long PAUSE_MILLIS = 100;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int[] ports;

    /**
     * @param ports where the servers listen on 127.0.0.1
     */
    Rosters(int[] ports) {
        this.ports = ports;
    }

    /**
     * Waits until every server knows of so many.
     *
     * @param users how many
     * @param most how long to wait, in nanoseconds
     * @return the time then, on the clock of {@link System#nanoTime}
     */
    long await(int users, long most) {
        try {
            long end = System.nanoTime() + most;
            while (!all(users) && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return System.nanoTime();
    }

    private boolean all(int users) throws InterruptedException {
        for (int port : ports) {
            if (known(port) != users) {
                return false;
            }
        }
        return true;
    }

    private int known(int port) throws InterruptedException {
        try {
            URI metrics = URI.create("http://127.0.0.1:" + port + "/signaling/metrics");
            return http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body().lines()
                    .filter(line -> line.startsWith("signaling_users ")
                            || line.startsWith("signaling_cluster_peer_users{"))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
        } catch (IOException e) {
            // not up yet, or busy
            return -1;
        }
    }
}
