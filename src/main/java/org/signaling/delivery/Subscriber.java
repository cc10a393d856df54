package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.signaling.message.UserInfo;
import org.signaling.presence.Viewer;

/**
 * One user who is online, and the connections that keep it so. Immutable: a join or a leave makes another.
 *
 * @param user who; never null
 * @param groups the groups that count: those of the first connection's token, until the last one is gone
 * @param viewer what decides whom the user sees, by these groups
 * @param connections at least one
 */
record Subscriber(UserInfo user, Set<String> groups, Viewer viewer, List<Connection> connections) {

    Subscriber(Connection first, Set<String> groups, Viewer viewer) {
        this(first.caller().user(), groups, viewer, List.of(first));
    }

    Subscriber with(Connection connection) {
        return new Subscriber(user, groups, viewer,
                Stream.concat(connections.stream(), Stream.of(connection)).toList());
    }

    /** Without a connection; null when none is left. */
    Subscriber without(Connection connection) {
        List<Connection> rest = connections.stream().filter(other -> other != connection).toList();
        return rest.isEmpty() ? null : new Subscriber(user, groups, viewer, rest);
    }

    /** Closes all of them; returns how many they are. */
    int close(CloseReason reason) {
        connections.forEach(connection -> connection.close(reason.getCloseCode(), reason.getReasonPhrase()));
        return connections.size();
    }
}
