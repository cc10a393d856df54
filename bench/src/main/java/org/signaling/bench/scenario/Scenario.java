package org.signaling.bench.scenario;

/** One kind of load. */
public interface Scenario {

    /** Puts the load on a server that has just been started, once. */
    Figures run(Rig rig);
}
