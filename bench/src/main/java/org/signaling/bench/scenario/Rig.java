package org.signaling.bench.scenario;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
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
 * @param others starts another server at a port, with options for Java
 */
public record Rig(Subject subject, Server server, Wire wire, Sizes sizes, UnaryOperator<Server> restart,
        BiFunction<Integer, List<String>, Server> others) {
}
