package org.signaling.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.signaling.cluster.Item.Came;
import org.signaling.cluster.Item.Digest;
import org.signaling.cluster.Item.Left;
import org.signaling.cluster.Item.Part;
import org.signaling.message.Rights;
import org.signaling.message.UserId;

/**
 * The users who are connected to this server, and whom to tell when they come and go. For all threads: events are
 * numbered and queued for every other server under one lock, in which nothing waits.
 */
final class OwnSlice {

    /** How many users one part of the list has. */
    private static final int PART = 200;

    private final Slice slice = new Slice();
    private final Collection<Link> links = new CopyOnWriteArrayList<>();

    /** From now on a link is told of comings and goings; it begins with the whole list. */
    synchronized void add(Link link) {
        links.add(link);
    }

    /** A link is told no more. */
    synchronized void remove(Link link) {
        links.remove(link);
    }

    /** A user came here, or something else counts of a user who is here: then that is another stay. */
    synchronized void came(Rights rights) {
        Member member = new Member(rights, slice.version() + 1);
        slice.came(member);
        tell(new Came(member));
    }

    /** A user left. */
    synchronized void left(UserId user, boolean comesBack) {
        slice.left(slice.version() + 1, user);
        tell(new Left(slice.version(), user, comesBack));
    }

    /** Tells all what the list must be like. */
    synchronized void digest() {
        tell(new Digest(slice.version(), slice.size(), slice.sum()));
    }

    private void tell(Item item) {
        if (!links.isEmpty()) {
            byte[] bytes = ItemCodec.encode(item);
            links.forEach(link -> link.tell(bytes));
        }
    }

    /** {@return the number of a user's present stay; 0 if the user is not here} */
    synchronized long stay(UserId user) {
        Member member = slice.get(user);
        return member == null ? 0 : member.stay();
    }

    /** {@return the whole list, in parts; never null} */
    List<byte[]> encode() {
        List<Member> members;
        long version;
        synchronized (this) {
            members = new ArrayList<>(slice.members());
            version = slice.version();
        }
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from == 0 || from < members.size(); from += PART) {
            int to = Math.min(from + PART, members.size());
            parts.add(ItemCodec.encode(new Part(version, from == 0, to == members.size(), members.subList(from, to))));
        }
        return parts;
    }
}
