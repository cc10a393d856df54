package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.signaling.bench.client.Loop;

/** Everybody connects, as fast as the server lets them, with signed tokens where it asks for tokens. */
public final class ConnectStorm implements Scenario {

    @Override
    public Figures run(Rig rig) {
        Sizes sizes = rig.sizes();
        // a server that has just started spends more on compiling the handshake than on the handshake
        connect(rig, sizes.users());
        connect(rig, sizes.users());
        return connect(rig, sizes.users());
    }

    private static Figures connect(Rig rig, int users) {
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
