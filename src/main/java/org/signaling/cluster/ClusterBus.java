package org.signaling.cluster;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.signaling.cluster.Item.Bye;
import org.signaling.cluster.Item.Carried;
import org.signaling.cluster.Item.Disconnect;
import org.signaling.cluster.Item.Ended;
import org.signaling.cluster.Item.EndedDigest;
import org.signaling.cluster.Roster.Place;
import org.signaling.message.Delivery;
import org.signaling.message.EndedSession;
import org.signaling.message.PendingMessage;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.settings.ClusterSettings;

/**
 * Other servers over a {@link Channel}. What comes from it is handled by one thread, in the order in which it came; one
 * more thread for each other server sends. So no thread of a WebSocket ever waits for another server, and no server for
 * a third one.
 *
 * <p>What waits to be handled is bounded by what the others may have under way: see {@link Link}.
 */
final class ClusterBus implements Bus, Channel.Listener {

    private static final Logger LOG = System.getLogger(ClusterBus.class.getName());

    /** How often acknowledgements leave and grace times are looked at, in nanoseconds. */
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(50);
    /** How often the lists are compared, in nanoseconds. */
    private static final long DIGEST = TimeUnit.SECONDS.toNanos(2);
    /** How long the last words may take to leave, in nanoseconds. */
    private static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL = TimeUnit.MILLISECONDS.toNanos(2);
    /** A cluster that tells nothing for so long is not waited for, in nanoseconds. */
    private static final long SETTLED = TimeUnit.SECONDS.toNanos(10);

    private final ClusterSettings settings;
    private final Home home;
    private final Channel channel;
    private final LongSupplier clock;
    private final Roster roster;
    private final OwnSlice own = new OwnSlice();
    private final Map<Node, Peer> peers = new ConcurrentHashMap<>();
    private final EarlyPackets early = new EarlyPackets();
    private final Complaints complaints;
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final AtomicLong healed = new AtomicLong();
    private final AtomicLong returned = new AtomicLong();
    private long lastEpoch;
    private long started;
    private long nextDigest;
    private long lastTick;
    private volatile Node self = new Node("", "");
    private volatile String view = "";
    private volatile boolean stopped;
    /** What no longer works here for good; null while all does. */
    private volatile String failure;
    private Thread handler;

    /**
     * @param settings bounds and times; not null
     * @param home the users of this server; not null
     * @param channel carries the bytes; not null
     * @param clock nanoseconds
     */
    ClusterBus(ClusterSettings settings, Home home, Channel channel, LongSupplier clock) {
        this.settings = settings;
        this.home = home;
        this.channel = channel;
        this.clock = clock;
        this.complaints = new Complaints(clock);
        this.roster = new Roster(home, settings.grace().toNanos());
    }

    @Override
    public void start() {
        join();
        handler = thread("signaling-cluster", this::handleAll);
        handler.start();
    }

    /** Connects, without a thread that handles what comes in. */
    void join() {
        started = clock.getAsLong();
        self = channel.connect(this);
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public Rights came(Rights rights) {
        Rights counting = roster.here(rights);
        own.came(counting);
        return counting;
    }

    @Override
    public Rights renewed(Rights before, Rights rights) {
        return came(rights);
    }

    @Override
    public void left(Rights rights, boolean comesBack) {
        UserId user = rights.user().id();
        own.left(user, comesBack);
        roster.notHere(user, comesBack, clock.getAsLong());
    }

    @Override
    public Rights rights(UserId user) {
        return roster.rights(user);
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public Delivery relay(UserId target, String frame, Delivery here, PendingMessage message) {
        List<Place> places = roster.places(target);
        message.ask(places.size());
        Delivery outcome = here;
        for (Place place : places) {
            Peer peer = peers.get(place.node());
            Delivery asked = peer == null
                    ? Delivery.OFFLINE
                    : peer.link().offer(ItemCodec.encode(new Carried(target, place.stay(), frame)), message);
            if (asked == Delivery.TAKEN) {
                outcome = Delivery.TAKEN;
            } else {
                message.failed(asked);
                outcome = outcome == Delivery.OFFLINE ? asked : outcome;
            }
        }
        return outcome;
    }

    @Override
    public void disconnect(UserId user, int closeCode, String reason) {
        tellAll(new Disconnect(user, closeCode, reason));
    }

    @Override
    public void end(EndedSession ended) {
        tellAll(new Ended(ended));
    }

    private void tellAll(Item item) {
        byte[] bytes = ItemCodec.encode(item);
        peers.values().forEach(peer -> {
            if (!peer.link().insist(bytes)) {
                complaints.about(peer.node(), "too much waits for it, so that it was not told to end connections",
                        null);
            }
        });
    }

    @Override
    public void received(Node from, byte[] bytes) {
        inbox.add(() -> handle(from, bytes));
    }

    @Override
    public void view(String name, Set<Node> members, Set<Node> apart) {
        inbox.add(() -> install(name, members, apart));
    }

    private void handleAll() {
        try {
            while (!stopped) {
                handleNext(inbox.poll(TICK, TimeUnit.NANOSECONDS));
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "nothing that other servers say is handled any more: this one stops");
        } catch (Error e) {
            failure = "what other servers say is not handled any more: " + e;
            LOG.log(Level.ERROR, "what other servers say is not handled any more", e);
        }
    }

    private void handleNext(Runnable next) {
        try {
            if (next != null) {
                next.run();
            }
            tick();
        } catch (RuntimeException e) {
            complaints.about(self, "what another server said could not be handled", e);
        }
    }

    /** Handles what came in, on the caller's thread. */
    void handleWaiting() {
        for (Runnable next = inbox.poll(); next != null; next = inbox.poll()) {
            next.run();
        }
        tick();
    }

    private void tick() {
        long now = clock.getAsLong();
        if (now - lastTick < TICK) {
            return;
        }
        lastTick = now;
        roster.expire(now);
        if (now - nextDigest >= 0) {
            nextDigest = now + DIGEST;
            own.digest();
            byte[] ended = endedDigest();
            peers.values().forEach(peer -> peer.tellEnded(ended));
        }
        peers.values().forEach(peer -> peer.flush(now));
    }

    private byte[] endedDigest() {
        return ItemCodec.encode(new EndedDigest(home.endedBuckets()));
    }

    private void handle(Node from, byte[] bytes) {
        Peer peer = peers.get(from);
        if (peer == null) {
            early.keep(from, bytes);
            return;
        }
        try {
            Packet packet = Packet.decode(bytes);
            if (peer.firstOfLevel(packet)) {
                peer.tellEnded(endedDigest());
            }
            returned.addAndGet(peer.link().acknowledged(packet));
            if (packet.wantsRow()) {
                returned.addAndGet(peer.link().restart(newEpoch()));
            } else if (packet.wantsList()) {
                peer.link().sendList();
            }
            peer.receive(packet, clock.getAsLong());
        } catch (Packet.UnknownFormat e) {
            complaints.about(from, e);
        } catch (IOException e) {
            complaints.about(from, "a packet makes no sense: " + e.getMessage(), null);
        }
    }

    private void install(String name, Set<Node> members, Set<Node> apart) {
        view = name;
        for (Peer peer : peers.values()) {
            if (!members.contains(peer.node())) {
                peers.remove(peer.node());
                own.remove(peer.link());
                early.forget(peer.node());
                complaints.forget(peer.node());
                int lost = peer.gone(clock.getAsLong());
                returned.addAndGet(lost);
                LOG.log(Level.INFO, "server {0} is gone, {1} messages for it came back; now {2}", peer.node(), lost,
                        name);
            } else if (apart.contains(peer.node())) {
                returned.addAndGet(peer.link().restart(newEpoch()));
            }
        }
        for (Node member : members) {
            if (!member.equals(self) && !peers.containsKey(member)) {
                add(member);
                LOG.log(Level.INFO, "server {0} is there; now {1}", member, name);
            }
        }
    }

    private void add(Node node) {
        Receipts receipts = new Receipts();
        Link link = new Link(newEpoch(), settings.maxMessages(), settings.maxBytes(), clock, own::encode, receipts);
        Peer peer = new Peer(node, link, receipts, roster, home, own::stay, healed);
        peers.put(node, peer);
        own.add(link);
        thread("signaling-cluster-to-" + node,
                new Sender(node, link, channel, complaints, why -> failure = why)).start();
        early.take(node).forEach(bytes -> handle(node, bytes));
    }

    /** Higher than any before, in this life of the server. */
    private long newEpoch() {
        lastEpoch = Math.max(lastEpoch + 1, System.currentTimeMillis());
        return lastEpoch;
    }

    @Override
    public ClusterStatus status() {
        List<ClusterStatus.Peer> others = peers.values().stream().map(peer -> new ClusterStatus.Peer(
                peer.node().name(), peer.users(), peer.link().size(), peer.link().bytes(),
                peer.link().unsettled(), peer.link().age()))
                .toList();
        boolean settled = clock.getAsLong() - started > SETTLED || peers.values().stream().allMatch(Peer::settled);
        return new ClusterStatus(true, self.name(), view, settled,
                others.stream().mapToInt(ClusterStatus.Peer::users).sum(), healed.get(), returned.get(), others,
                failure);
    }

    @Override
    public void close() {
        byte[] bye = ItemCodec.encode(new Bye());
        peers.values().forEach(peer -> peer.link().insist(bye));
        long end = System.nanoTime() + LAST_WORDS;
        while (peers.values().stream().anyMatch(peer -> peer.link().unsent() > 0) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(POLL);
        }
        stopped = true;
        peers.values().forEach(peer -> peer.link().close());
        channel.close();
        if (handler != null) {
            handler.interrupt();
        }
    }
}
