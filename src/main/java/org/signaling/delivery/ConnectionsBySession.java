package org.signaling.delivery;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.signaling.handshake.Caller;

/**
 * The connections here of each session at an issuer, so that a logout finds its own without a look at all others: an
 * issuer that ends thousands of sessions at once is no storm. Connections whose token names no session are not here. For
 * all threads.
 */
final class ConnectionsBySession {

    private record Key(String issuer, String session) {
    }

    private final Map<Key, List<Connection>> connections = new ConcurrentHashMap<>();

    /** Adds a connection under the session of a token. */
    void add(Connection connection, Caller caller) {
        if (caller.sessionId() != null) {
            connections.merge(key(caller), List.of(connection),
                    (present, more) -> Stream.concat(present.stream(), more.stream()).toList());
        }
    }

    /** Removes a connection from under the session of a token. */
    void remove(Connection connection, Caller caller) {
        if (caller.sessionId() != null) {
            connections.computeIfPresent(key(caller), (key, present) -> {
                List<Connection> rest = present.stream().filter(other -> other != connection).toList();
                return rest.isEmpty() ? null : rest;
            });
        }
    }

    private static Key key(Caller caller) {
        return new Key(caller.user().id().issuer(), caller.sessionId());
    }

    /** {@return the connections of a session; never null} */
    List<Connection> of(String issuer, String session) {
        return connections.getOrDefault(new Key(issuer, session), List.of());
    }

    /** {@return how many sessions have connections} */
    int size() {
        return connections.size();
    }
}
