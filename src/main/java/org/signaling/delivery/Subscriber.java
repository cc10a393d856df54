package org.signaling.delivery;

import java.util.List;
import java.util.stream.Stream;
import org.signaling.message.UserInfo;

/**
 * One user who is online, and the connections that keep it so. Immutable: a join or a leave makes another.
 *
 * @param user who; never null
 * @param connections at least one
 */
record Subscriber(UserInfo user, List<Connection> connections) {

    Subscriber(Connection first) {
        this(first.caller().user(), List.of(first));
    }

    Subscriber with(Connection connection) {
        return new Subscriber(user, Stream.concat(connections.stream(), Stream.of(connection)).toList());
    }

    /** Without a connection; null when none is left. */
    Subscriber without(Connection connection) {
        List<Connection> rest = connections.stream().filter(other -> other != connection).toList();
        return rest.isEmpty() ? null : new Subscriber(user, rest);
    }
}
