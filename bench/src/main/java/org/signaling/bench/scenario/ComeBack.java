package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.signaling.bench.client.Loop;
import org.signaling.bench.server.Server;

/**
 * A crowd is there, calmly, and loses its server. All try again each second or less, so that they come all at once when
 * it is back: is anybody thrown out then, and when are all lists right?
 */
public final class ComeBack implements Scenario {

    private static final int LONGEST = 1;
    private static final int CALM = 64;

    @Override
    public Figures run(Rig rig) {
        try (Loop loop = new Loop(rig.server().port())) {
            Arrivals.of(loop, rig.wire()::batchesRequest, rig.sizes().users(), CALM);
            Quiet.await(loop, 2, 60);
            Throng throng = new Throng(loop, rig, LONGEST, true);
            CompletableFuture<Server> restarted = CompletableFuture.supplyAsync(() -> {
                rig.server().close();
                return rig.restart().apply(rig.server());
            });
            loop.run(throng);
            return throng.figures().put("CPU s with the start", restarted.join().cpuMicros() / 1e6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
