package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import java.util.List;
import java.util.stream.Stream;
import org.signaling.message.Rights;
import org.signaling.presence.Viewer;

/**
 * One user who is online, and the connections that keep it so. Immutable: a join or a leave makes another.
 *
 * @param rights those that count: of all tokens with which the user came since the first connection, those of the one that
 *            was issued last; never null
 * @param viewer what decides whom the user sees, by these groups
 * @param connections at least one
 */
record Subscriber(Rights rights, Viewer viewer, List<Connection> connections) {

    Subscriber with(Connection connection) {
        return new Subscriber(rights, viewer, Stream.concat(connections.stream(), Stream.of(connection)).toList());
    }

    /** Without a connection; null when none is left. */
    Subscriber without(Connection connection) {
        List<Connection> rest = connections.stream().filter(other -> other != connection).toList();
        return rest.isEmpty() ? null : new Subscriber(rights, viewer, rest);
    }

    /** Closes all of them; returns how many they are. */
    int close(CloseReason reason) {
        connections.forEach(connection -> connection.close(reason.getCloseCode(), reason.getReasonPhrase()));
        return connections.size();
    }
}
