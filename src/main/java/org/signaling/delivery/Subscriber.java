package org.signaling.delivery;

import java.util.List;
import java.util.stream.Stream;
import org.signaling.message.UserInfo;
import org.signaling.presence.Viewer;

/**
 * One user who is online, and the connections that keep it so. Immutable: a join or a leave makes another.
 *
 * @param user who; never null
 * @param viewer what decides whom the user sees; as the token of the first connection has it, until the last one is gone
 * @param connections at least one
 */
record Subscriber(UserInfo user, Viewer viewer, List<Connection> connections) {

    Subscriber(Connection first, Viewer viewer) {
        this(first.caller().user(), viewer, List.of(first));
    }

    Subscriber with(Connection connection) {
        return new Subscriber(user, viewer, Stream.concat(connections.stream(), Stream.of(connection)).toList());
    }

    /** Without a connection; null when none is left. */
    Subscriber without(Connection connection) {
        List<Connection> rest = connections.stream().filter(other -> other != connection).toList();
        return rest.isEmpty() ? null : new Subscriber(user, viewer, rest);
    }
}
