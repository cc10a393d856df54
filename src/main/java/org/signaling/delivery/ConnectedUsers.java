package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.signaling.cluster.Bus;
import org.signaling.handshake.Caller;
import org.signaling.message.EndedSession;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.presence.Viewer;
import org.signaling.presence.Visibility;

/**
 * Who is connected here, with which connections and which rights. A user's connections all have the rights of the token
 * that was issued last: a newer one with which the user sees others closes the older connections, an older one gets the
 * newer one's.
 *
 * <p>For all threads. What belongs to one user happens under the map's lock for that user, and nothing there waits, sends
 * or closes.
 */
final class ConnectedUsers {

    private static final CloseReason OTHER_GROUPS = new CloseReason(CloseReason.CloseCodes.SERVICE_RESTART,
            "the user's groups have changed; connect again");

    private final ConcurrentHashMap<UserId, Subscriber> users = new ConcurrentHashMap<>();
    private final ConnectionsBySession sessions = new ConnectionsBySession();
    private final int maxConnections;
    private final Visibility visibility;
    private final LatestRights latest;
    private final Bus bus;
    private final Stays stays;

    /**
     * @param maxConnections how many connections a user may have
     * @param visibility who sees whom; not null
     * @param latest remembers rights; not null
     * @param bus is told of other rights; not null
     * @param stays is told who comes and goes; not null
     */
    ConnectedUsers(int maxConnections, Visibility visibility, LatestRights latest, Bus bus, Stays stays) {
        this.maxConnections = maxConnections;
        this.visibility = visibility;
        this.latest = latest;
        this.bus = bus;
        this.stays = stays;
    }

    /**
     * Adds a connection.
     *
     * @param caller whose; not null
     * @param opening makes the connection of a user; not null
     * @return the connection; null if the user has as many as it may
     */
    Connection add(Caller caller, BiFunction<UserId, Viewer, Connection> opening) {
        Rights rights = latest.counting(caller.rights());
        Connection[] added = new Connection[1];
        List<Connection> superseded = new ArrayList<>();
        users.compute(caller.user().id(), (id, before) -> {
            Subscriber now = before == null ? first(stays.came(rights)) : renewed(before, rights, superseded);
            if (now.connections().size() - superseded.size() >= maxConnections) {
                return now;
            }
            added[0] = opening.apply(id, now.viewer());
            sessions.add(added[0], caller);
            if (!visibility.of(id, caller.groups()).equals(now.viewer())) {
                latest.remember(now.rights());
            }
            return now.with(added[0]);
        });
        superseded.forEach(ConnectedUsers::closeForOtherGroups);
        return added[0];
    }

    private Subscriber first(Rights rights) {
        return new Subscriber(rights, visibility.of(rights.user().id(), rights.groups()), List.of());
    }

    /** Notes the connections that others are to replace, where rights count that let their user see others. */
    private Subscriber renewed(Subscriber before, Rights rights, Collection<Connection> superseded) {
        if (!rights.newerThan(before.rights())) {
            return before;
        }
        Rights counting = bus.renewed(before.rights(), rights);
        Viewer viewer = visibility.of(rights.user().id(), counting.groups());
        if (!viewer.equals(before.viewer())) {
            superseded.addAll(before.connections());
            latest.remember(counting);
        }
        return new Subscriber(counting, viewer, before.connections());
    }

    private static void closeForOtherGroups(Connection connection) {
        connection.close(OTHER_GROUPS.getCloseCode(), OTHER_GROUPS.getReasonPhrase());
    }

    /**
     * Takes what a fresh token says, unless the connection has one that was issued later.
     *
     * @param connection whose token is renewed; not null
     * @param fresh the same user; not null
     * @param lifetime how long the connection may last with it, in nanoseconds
     */
    void renew(Connection connection, Caller fresh, long lifetime) {
        users.computeIfPresent(fresh.user().id(), (id, subscriber) -> {
            Caller before = connection.caller();
            if (subscriber.connections().contains(connection) && !before.rights().newerThan(fresh.rights())) {
                sessions.remove(connection, before);
                connection.renew(fresh, lifetime);
                sessions.add(connection, fresh);
            }
            return subscriber;
        });
        supersede(fresh.rights());
    }

    /**
     * Has rights count that another server was told of.
     *
     * @param rights of a user who may be connected here; not null
     * @param others whether the user sees others with them than with those that counted until now
     */
    void supersede(Rights rights, boolean others) {
        if (others) {
            latest.remember(rights);
        }
        supersede(rights);
    }

    /** Has rights count, if they are newer than those that did. */
    private void supersede(Rights rights) {
        List<Connection> superseded = new ArrayList<>();
        users.computeIfPresent(rights.user().id(), (id, before) -> renewed(before, rights, superseded));
        superseded.forEach(ConnectedUsers::closeForOtherGroups);
    }

    /**
     * Takes a connection away.
     *
     * @param connection which; not null
     * @param comesBack whether the user is expected on another server
     * @return whether it was there
     */
    boolean remove(Connection connection, boolean comesBack) {
        boolean[] removed = new boolean[1];
        users.computeIfPresent(connection.caller().user().id(), (id, subscriber) -> {
            Subscriber rest = subscriber.without(connection);
            removed[0] = rest == null || rest.connections().size() < subscriber.connections().size();
            if (removed[0]) {
                sessions.remove(connection, connection.caller());
            }
            if (rest == null) {
                stays.left(subscriber.rights(), comesBack);
            }
            return rest;
        });
        return removed[0];
    }

    /** {@return a user who is connected here; null if it is not} */
    Subscriber get(UserId user) {
        return users.get(user);
    }

    /** {@return the connections here of a session that was ended; never null} Found without a look at all others. */
    Collection<Connection> of(EndedSession ended) {
        Collection<Connection> found = new LinkedHashSet<>();
        if (ended.session() != null) {
            found.addAll(sessions.of(ended.issuer(), ended.session()));
        }
        if (ended.subject() != null) {
            Subscriber subscriber = users.get(new UserId(ended.issuer(), ended.subject()));
            found.addAll(subscriber == null ? List.of() : subscriber.connections());
        }
        found.removeIf(connection -> !connection.caller().isOf(ended));
        return found;
    }

    /** {@return all, as a view that may be walked while they come and go; never null} */
    Map<UserId, Subscriber> all() {
        return users;
    }
}
