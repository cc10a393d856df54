package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.signaling.bench.client.Loop;
import org.signaling.bench.server.Server;

/** A crowd that only is there: what one connection costs in memory, and pings in processor time. */
public final class IdleCrowd implements Scenario {

    @Override
    public Figures run(Rig rig) {
        Server server = rig.server();
        Sizes sizes = rig.sizes();
        try (Loop loop = new Loop(server.port())) {
            // whatever the first connections of all bring about is not theirs
            try (Loop few = new Loop(server.port())) {
                Arrivals.of(few, rig.wire()::request, Math.min(100, sizes.users()), 16);
                Quiet.await(few, 2, 30);
            }
            Server.pause(2_000);
            double heapBefore = server.liveHeapBytes();
            double residentBefore = server.residentKilobytes();
            Arrivals arrivals = Arrivals.of(loop, rig.wire()::request, sizes.users(), sizes.inFlight());
            int open = Math.max(1, sizes.users() - arrivals.failed());
            Quiet settling = Quiet.await(loop, 6, 120);
            double heap = server.liveHeapBytes() - heapBefore;
            // the compiler and the collector have not done with the arrivals yet
            Quiet warmUp = Quiet.pass(loop, sizes.warmup());
            long cpu = server.cpuMicros();
            long begin = System.nanoTime();
            Quiet idle = Quiet.pass(loop, sizes.seconds());
            double seconds = (System.nanoTime() - begin) / 1e9;
            Figures figures = new Figures();
            if (heapBefore >= 0) {
                figures.put("heap kB/user", heap / 1_024 / open);
            }
            return figures.put("resident kB/user", (server.residentKilobytes() - residentBefore) / open)
                    .put("CPU % while idle", (server.cpuMicros() - cpu) / seconds / 1e4)
                    .put("presence kB/user", settling.bytes() / 1_024.0 / open).put("users", open)
                    .put("not connected", arrivals.failed())
                    .put("dropped", settling.closed() + warmUp.closed() + idle.closed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

}
