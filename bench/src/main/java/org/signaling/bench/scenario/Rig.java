package org.signaling.bench.scenario;

import org.signaling.bench.client.Wire;
import org.signaling.bench.server.Server;
import org.signaling.bench.server.Subject;

/**
 * What a scenario works with.
 *
 * @param subject what is measured
 * @param server it, started
 * @param wire how to speak to it
 * @param sizes how much of everything
 * @param restart ends the server and starts it again at the same port
 */
public record Rig(Subject subject, Server server, Wire wire, Sizes sizes,
        java.util.function.UnaryOperator<Server> restart) {
}
