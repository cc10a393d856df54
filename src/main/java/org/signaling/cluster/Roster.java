package org.signaling.cluster;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;

/**
 * Who is online on which servers. A user is online while connected to at least one, and for the grace time after a
 * server that stops said that the user will come back; {@link Home} is told of one coming and one going for each such
 * stay. For all threads: what belongs to one user happens under the map's lock for that user.
 */
final class Roster {

    /**
     * Where a user is connected besides this server.
     *
     * @param node the other server
     * @param stay which stay of the user there
     */
    record Place(Node node, long stay) {
    }

    /**
     * One user who is online.
     *
     * @param user as at the beginning of the stay
     * @param groups as at the beginning of the stay
     * @param here whether the user is connected to this server
     * @param places the other servers
     * @param until where there is neither: how long the user is kept, in nanoseconds
     */
    private record Entry(UserInfo user, Set<String> groups, boolean here, List<Place> places, long until) {

        boolean connected() {
            return here || !places.isEmpty();
        }

        Entry here(boolean isHere) {
            return new Entry(user, groups, isHere, places, until);
        }

        Entry without(Node node) {
            List<Place> rest = places.stream().filter(place -> !place.node().equals(node)).toList();
            return new Entry(user, groups, here, rest, until);
        }

        Entry with(Place place) {
            Entry rest = without(place.node());
            return new Entry(user, groups, here, Stream.concat(rest.places.stream(), Stream.of(place)).toList(), until);
        }

        Entry until(long time) {
            return new Entry(user, groups, here, places, time);
        }
    }

    private record Expected(UserId user, long until) {
    }

    private final ConcurrentHashMap<UserId, Entry> entries = new ConcurrentHashMap<>();
    private final Queue<Expected> expected = new ConcurrentLinkedQueue<>();
    private final Home home;
    private final long grace;

    /**
     * @param home is told of comings and goings; not null
     * @param grace for how long a user who will come back is kept, in nanoseconds
     */
    Roster(Home home, long grace) {
        this.home = home;
        this.grace = grace;
    }

    /**
     * A user is connected to this server.
     *
     * @return the groups that count; never null
     */
    Set<String> here(UserInfo user, Set<String> groups) {
        return arrive(user, groups, entry -> entry.here(true)).groups();
    }

    /** A user is connected to another server. */
    void there(Node node, Member member) {
        arrive(member.user(), member.groups(), entry -> entry.with(new Place(node, member.stay())));
    }

    private Entry arrive(UserInfo user, Set<String> groups, UnaryOperator<Entry> change) {
        return entries.compute(user.id(), (id, entry) -> {
            Entry present = entry;
            if (present != null && !present.connected() && !present.groups().equals(groups)) {
                // back in time, but as somebody whom others see
                home.offline(present.user(), present.groups());
                present = null;
            }
            if (present == null) {
                home.online(user, groups);
                present = new Entry(user, groups, false, List.of(), 0);
            }
            return change.apply(present);
        });
    }

    /** A user is no longer connected to this server. */
    void notHere(UserId user, boolean comesBack, long now) {
        depart(user, comesBack, now, entry -> entry.here(false));
    }

    /** A user is no longer connected to another server. */
    void notThere(Node node, UserId user, boolean comesBack, long now) {
        depart(user, comesBack, now, entry -> entry.without(node));
    }

    private void depart(UserId user, boolean comesBack, long now, UnaryOperator<Entry> change) {
        entries.computeIfPresent(user, (id, entry) -> {
            Entry left = change.apply(entry);
            if (left.connected()) {
                return left;
            }
            if (comesBack && grace > 0) {
                expected.add(new Expected(id, now + grace));
                return left.until(now + grace);
            }
            home.offline(left.user(), left.groups());
            return null;
        });
    }

    /** Lets those go whose grace time is over. For one thread at a time. */
    void expire(long now) {
        for (Expected next = expected.peek(); next != null && next.until() - now <= 0; next = expected.peek()) {
            expected.poll();
            entries.computeIfPresent(next.user(), (id, entry) -> {
                if (entry.connected() || entry.until() - now > 0) {
                    return entry;
                }
                home.offline(entry.user(), entry.groups());
                return null;
            });
        }
    }

    /** {@return the other servers where a user is connected; never null} */
    List<Place> places(UserId user) {
        Entry entry = entries.get(user);
        return entry == null ? List.of() : entry.places();
    }

    /** {@return the groups of a user who is online; null if the user is not} */
    Set<String> groups(UserId user) {
        Entry entry = entries.get(user);
        return entry == null ? null : entry.groups();
    }
}
