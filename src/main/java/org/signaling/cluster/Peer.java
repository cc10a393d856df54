package org.signaling.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.signaling.cluster.Item.Bye;
import org.signaling.cluster.Item.Came;
import org.signaling.cluster.Item.Carried;
import org.signaling.cluster.Item.Digest;
import org.signaling.cluster.Item.Disconnect;
import org.signaling.cluster.Item.Ended;
import org.signaling.cluster.Item.EndedDigest;
import org.signaling.cluster.Item.EndedPart;
import org.signaling.cluster.Item.Left;
import org.signaling.cluster.Item.Part;
import org.signaling.cluster.Packet.Refusal;
import org.signaling.message.Delivery;
import org.signaling.message.PendingMessage;
import org.signaling.message.Rights;
import org.signaling.message.UserId;

/**
 * Another server, as it tells: its users, and the items that it sends. For the thread that handles what comes in;
 * {@link #link}, {@link #users} and {@link #settled} for all.
 */
final class Peer {

    /** How long the beginning of a row may be missing, in nanoseconds. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

    private final Node node;
    private final Link link;
    private final Receipts receipts;
    private final Roster roster;
    private final Home home;
    private final Stays stays;
    private final AtomicLong healed;
    private final EndedSync endedSync;

    private Slice slice = new Slice();
    /** The list that is being received; null if none is. */
    private Slice building;
    private boolean listAsked;
    /** Since when packets come of a row whose beginning did not; null if none do. */
    private Long strangeSince;
    private boolean stopping;
    private int level;
    private long epoch;
    private long handled;
    private volatile int users;
    private volatile boolean settled;

    /** Knows which stay of a user on this server is the present one. */
    interface Stays {
        /** {@return the number of the stay; 0 if the user is not connected here} */
        long of(UserId user);
    }

    /**
     * @param node which server; not null
     * @param link the way to it; not null
     * @param receipts what is owed to it; not null
     * @param roster is told of its users; not null
     * @param home the users of this server; not null
     * @param stays which stays they have; not null
     * @param healed counts lists that differed; not null
     */
    Peer(Node node, Link link, Receipts receipts, Roster roster, Home home, Stays stays, AtomicLong healed) {
        this.node = node;
        this.link = link;
        this.receipts = receipts;
        this.roster = roster;
        this.home = home;
        this.stays = stays;
        this.healed = healed;
        this.endedSync = new EndedSync(home);
    }

    /** {@return the way to the server; never null} */
    Link link() {
        return link;
    }

    /**
     * Has word leave of what was handled or settled.
     *
     * @param now the time, in nanoseconds
     */
    void flush(long now) {
        receipts.arrivals().expire(now);
        receipts.flush();
        if (receipts.due()) {
            link.wake();
        }
    }

    /**
     * Notes what the server understands.
     *
     * @param packet from it; not null
     * @return whether it is the first one that says that it compares ended sessions
     */
    boolean firstOfLevel(Packet packet) {
        boolean first = level == 0 && packet.level() > 0;
        level = packet.level();
        return first;
    }

    /** Tells the server which ended sessions are known here, if it understands that. */
    void tellEnded(byte[] digest) {
        if (level > 0) {
            link.suggest(digest);
        }
    }

    /** {@return which server; never null} */
    Node node() {
        return node;
    }

    /** {@return how many users are connected there} */
    int users() {
        return users;
    }

    /** {@return whether the server has told who is connected there} */
    boolean settled() {
        return settled;
    }

    /**
     * Handles the items of a packet.
     *
     * @param packet from this server; not null
     * @param now the time, in nanoseconds
     * @throws IOException if an item makes no sense
     */
    void receive(Packet packet, long now) throws IOException {
        if (packet.items().isEmpty() || packet.epoch() < epoch) {
            return;
        }
        if (packet.epoch() > epoch) {
            if (packet.first() != 1) {
                askForRow(now);
                return;
            }
            strangeSince = null;
            epoch = packet.epoch();
            receipts.arrivals().begin(epoch);
            handled = 0;
            building = null;
            listAsked = false;
        }
        List<Refusal> refusals = new ArrayList<>();
        if (packet.first() > handled + 1) {
            for (long lost = handled + 1; lost < packet.first(); lost++) {
                refusals.add(new Refusal(lost, Delivery.OFFLINE));
            }
            handled = packet.first() - 1;
            askForList();
        }
        int bytes = 0;
        long number = packet.first();
        for (byte[] item : packet.items()) {
            bytes += item.length;
            if (number > handled) {
                handled = number;
                Delivery delivery = handle(ItemCodec.decode(item), number, now);
                if (delivery != Delivery.TAKEN) {
                    refusals.add(new Refusal(number, delivery));
                }
            }
            number++;
        }
        receipts.handled(epoch, handled, packet.items().size(), bytes, refusals);
        if (receipts.due()) {
            link.wake();
        }
    }

    /** Late packets of a row that is over come before the first one of the next: only if none follows it is asked for. */
    private void askForRow(long now) {
        if (strangeSince == null) {
            strangeSince = now;
        } else if (now - strangeSince > PATIENCE) {
            strangeSince = now;
            receipts.wantRow();
            link.wake();
        }
    }

    private Delivery handle(Item item, long number, long now) {
        if (item instanceof Carried carried) {
            // a message for a stay that is over is not for the next one: its sender was told otherwise long ago
            return stays.of(carried.target()) == carried.stay() ? deliver(carried, number) : Delivery.OFFLINE;
        } else if (item instanceof Came came) {
            if (isNext(came.member().stay())) {
                slice.came(came.member());
                arrive(came.member());
            }
        } else if (item instanceof Left left) {
            if (isNext(left.version()) && slice.left(left.version(), left.user()) != null) {
                roster.notThere(node, left.user(), left.comesBack(), now);
            }
        } else if (item instanceof Part part) {
            take(part, now);
        } else if (item instanceof Digest digest) {
            compare(digest);
        } else if (item instanceof Disconnect disconnect) {
            home.disconnect(disconnect.user(), disconnect.closeCode(), disconnect.reason());
        } else if (item instanceof Ended ended) {
            home.end(ended.session());
        } else if (item instanceof EndedPart part) {
            part.sessions().forEach(home::end);
        } else if (item instanceof EndedDigest digest) {
            endedSync.answer(digest.buckets()).forEach(link::suggest);
        } else if (item instanceof Bye) {
            stopping = true;
        }
        users = slice.size();
        return Delivery.TAKEN;
    }

    private void arrive(Member member) {
        Rights before = roster.there(node, member);
        if (before != null && member.rights().newerThan(before)) {
            home.superseded(before, member.rights());
        }
    }

    private Delivery deliver(Carried carried, long number) {
        PendingMessage message = receipts.arrivals().expect(number);
        Delivery delivery = home.deliver(carried.target(), carried.frame(), message);
        if (delivery == Delivery.TAKEN) {
            message.asked();
        } else {
            receipts.arrivals().forget(number);
        }
        return delivery;
    }

    /** Whether an event is the next one: what is in the list already is not, and after a gap none is. */
    private boolean isNext(long version) {
        if (version > slice.version() + 1) {
            askForList();
        }
        return version == slice.version() + 1;
    }

    private void take(Part part, long now) {
        if (part.first()) {
            building = new Slice();
        }
        if (building == null) {
            askForList();
            return;
        }
        part.members().forEach(building::put);
        building.version(part.version());
        if (part.last()) {
            Slice before = slice;
            slice = building;
            building = null;
            slice.members().forEach(member -> {
                if (!member.equals(before.get(member.id()))) {
                    arrive(member);
                }
            });
            before.members().forEach(member -> {
                if (slice.get(member.id()) == null) {
                    roster.notThere(node, member.id(), false, now);
                }
            });
            if (listAsked) {
                listAsked = false;
                healed.incrementAndGet();
            }
            settled = true;
        }
    }

    private void compare(Digest digest) {
        boolean equal = digest.version() == slice.version() && digest.size() == slice.size()
                && digest.sum() == slice.sum();
        if (!equal && building == null) {
            askForList();
        }
    }

    private void askForList() {
        listAsked = true;
        receipts.wantList();
        link.wake();
    }

    /**
     * Forgets the server, which is no longer there.
     *
     * @param now the time, in nanoseconds
     * @return how many messages for it came back to their senders
     */
    int gone(long now) {
        slice.members().forEach(member -> roster.notThere(node, member.id(), stopping, now));
        return link.close();
    }
}
