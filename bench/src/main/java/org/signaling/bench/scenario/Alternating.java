package org.signaling.bench.scenario;

import java.util.List;

/**
 * A load that servers take in turns while all of them are up: what the machine does meanwhile, and how fast it is today,
 * is the same for all of them.
 */
public interface Alternating extends Scenario {

    /**
     * Puts the load on servers that have just been started.
     *
     * @param rigs one for each server; not empty
     * @return what each came to, in the same order
     */
    List<Figures> run(List<Rig> rigs);

    @Override
    default Figures run(Rig rig) {
        return run(List.of(rig)).get(0);
    }
}
