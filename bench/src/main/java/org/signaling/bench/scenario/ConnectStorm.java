package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.signaling.bench.client.Loop;
import org.signaling.bench.server.Server;

/**
 * Everybody connects, as fast as the server lets them, with signed tokens where it asks for tokens; after some rounds of
 * that which are not counted, and when the server has done with those who left.
 */
public final class ConnectStorm implements Scenario {

    /** A server that has just started spends more on compiling the handshake than on the handshake. */
    private static final int WARM_UP = 6;
    /** So much processor time within half a second is rest. */
    private static final long REST_MICROS = 50_000;
    private static final int MOST_HALF_SECONDS = 120;

    @Override
    public Figures run(Rig rig) {
        Sizes sizes = rig.sizes();
        for (int round = 0; round < WARM_UP; round++) {
            connect(rig, sizes.users());
        }
        return connect(rig, sizes.users());
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

    private static Figures connect(Rig rig, int users) {
        awaitRest(rig.server());
        try (Loop loop = new Loop(rig.server().port())) {
            long cpu = rig.server().cpuMicros();
            long begin = System.nanoTime();
            Arrivals arrivals = Arrivals.of(loop, rig.wire()::request, users, rig.sizes().inFlight());
            double seconds = (System.nanoTime() - begin) / 1e9;
            double micros = rig.server().cpuMicros() - cpu;
            int open = users - arrivals.failed();
            Quiet quiet = Quiet.await(loop, 2, 60);
            return new Figures().put("connects/s", open / seconds).put("CPU µs/connect", micros / Math.max(1, open))
                    .latency(arrivals.times()).put("not connected", arrivals.failed())
                    .put("dropped", quiet.closed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
