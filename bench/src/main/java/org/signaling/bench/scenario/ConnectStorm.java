package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.signaling.bench.client.Loop;
import org.signaling.bench.server.Server;

/**
 * Everybody connects, as fast as the server lets them, with signed tokens where it asks for tokens; after some rounds of
 * that which are not counted, and when the servers have done with those who left.
 */
public final class ConnectStorm implements Alternating {

    /**
     * A server that has just started spends more on compiling the handshake than on the handshake; with four of them on two
     * cores it is done after thirty storms, and the bare relays sooner, which would flatter them.
     */
    private static final int WARM_UP = 40;
    /** One storm is over in half a second; the collector pauses in every third or so, and each server is to have its share. */
    private static final int MEASURED = 20;
    /** Whoever is dropped is dropped by then. */
    private static final double SILENCE_SECONDS = 1;
    /** So much processor time within half a second is rest. */
    private static final long REST_MICROS = 50_000;
    private static final int MOST_HALF_SECONDS = 120;

    @Override
    public List<Figures> run(List<Rig> rigs) {
        List<Storms> storms = rigs.stream().map(rig -> new Storms()).toList();
        for (int round = 0; round < WARM_UP; round++) {
            rigs.forEach(rig -> connect(rig, new Storms(), 0));
        }
        for (int round = 0; round < MEASURED; round++) {
            for (int i = 0; i < rigs.size(); i++) {
                rigs.forEach(rig -> awaitRest(rig.server()));
                connect(rigs.get(i), storms.get(i), SILENCE_SECONDS);
            }
        }
        return storms.stream().map(Storms::figures).toList();
    }

    /** What several storms came to together. */
    private static final class Storms {
        private final Histogram times = new Histogram(3);
        private double seconds;
        private double micros;
        private int open;
        private int failed;
        private int dropped;

        Figures figures() {
            return new Figures().put("connects/s", open / seconds).put("CPU µs/connect", micros / Math.max(1, open))
                    .latency(times).put("not connected", failed).put("dropped", dropped);
        }
    }

    private static void awaitRest(Server server) {
        long before = server.cpuMicros();
        for (int i = 0; i < MOST_HALF_SECONDS; i++) {
            Server.pause(500);
            long now = server.cpuMicros();
            if (now - before < REST_MICROS) {
                return;
            }
            before = now;
        }
    }

    private static void connect(Rig rig, Storms storms, double silence) {
        int users = rig.sizes().users();
        try (Loop loop = new Loop(rig.server().port())) {
            long cpu = rig.server().cpuMicros();
            long begin = System.nanoTime();
            Arrivals arrivals = Arrivals.of(loop, rig.wire()::request, users, rig.sizes().inFlight());
            storms.seconds += (System.nanoTime() - begin) / 1e9;
            storms.micros += rig.server().cpuMicros() - cpu;
            storms.open += users - arrivals.failed();
            storms.failed += arrivals.failed();
            storms.times.add(arrivals.times());
            storms.dropped += Quiet.await(loop, silence, 60).closed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
