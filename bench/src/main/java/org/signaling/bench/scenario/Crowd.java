package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.signaling.bench.client.Loop;

/** A crowd comes at once, to a server that has just been started: is anybody thrown out, and when are all lists right? */
public final class Crowd implements Scenario {

    private static final int LONGEST = 16;

    @Override
    public Figures run(Rig rig) {
        try (Loop loop = new Loop(rig.server().port())) {
            long cpu = rig.server().cpuMicros();
            Throng throng = new Throng(loop, rig, LONGEST, false);
            loop.run(throng);
            return throng.figures().put("CPU s", (rig.server().cpuMicros() - cpu) / 1e6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
