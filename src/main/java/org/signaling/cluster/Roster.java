package org.signaling.cluster;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.signaling.message.Rights;
import org.signaling.message.UserId;

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
     * @param rights the newest that any server was told since the beginning of the stay
     * @param here whether the user is connected to this server
     * @param places the other servers
     * @param until where there is neither: how long the user is kept, in nanoseconds
     */
    private record Entry(Rights rights, boolean here, List<Place> places, long until) {

        boolean connected() {
            return here || !places.isEmpty();
        }

        Entry here(boolean isHere) {
            return new Entry(rights, isHere, places, until);
        }

        Entry without(Node node) {
            List<Place> rest = places.stream().filter(place -> !place.node().equals(node)).toList();
            return new Entry(rights, here, rest, until);
        }

        Entry with(Place place) {
            Entry rest = without(place.node());
            return new Entry(rights, here, Stream.concat(rest.places.stream(), Stream.of(place)).toList(), until);
        }

        Entry with(Rights newer) {
            return new Entry(newer, here, places, until);
        }

        Entry until(long time) {
            return new Entry(rights, here, places, time);
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
     * @return what counts of the user; never null
     */
    Rights here(Rights rights) {
        return arrive(rights, entry -> entry.here(true), new Rights[1]).rights();
    }

    /**
     * A user is connected to another server.
     *
     * @return what counted of the user until now; null if the user was not online
     */
    Rights there(Node node, Member member) {
        Rights[] before = new Rights[1];
        arrive(member.rights(), entry -> entry.with(new Place(node, member.stay())), before);
        return before[0];
    }

    private Entry arrive(Rights rights, UnaryOperator<Entry> change, Rights[] before) {
        return entries.compute(rights.user().id(), (id, entry) -> {
            Entry present = entry;
            before[0] = entry == null ? null : entry.rights();
            if (present == null) {
                home.online(rights);
                present = new Entry(rights, false, List.of(), 0);
            } else if (rights.newerThan(present.rights())) {
                home.changed(present.rights(), rights);
                present = present.with(rights);
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
            home.offline(left.rights());
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
                home.offline(entry.rights());
                return null;
            });
        }
    }

    /** {@return the other servers where a user is connected; never null} */
    List<Place> places(UserId user) {
        Entry entry = entries.get(user);
        return entry == null ? List.of() : entry.places();
    }

    /** {@return what counts of a user who is online; null if the user is not} */
    Rights rights(UserId user) {
        Entry entry = entries.get(user);
        return entry == null ? null : entry.rights();
    }
}
