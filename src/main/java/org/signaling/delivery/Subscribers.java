package org.signaling.delivery;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.signaling.cluster.Bus;
import org.signaling.cluster.ClusterStatus;
import org.signaling.handshake.Caller;
import org.signaling.limits.LimitedExecutor;
import org.signaling.message.Delivery;
import org.signaling.message.EndedSession;
import org.signaling.message.PendingMessage;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.presence.PresenceLog;
import org.signaling.presence.PresenceLog.Style;
import org.signaling.presence.Visibility;
import org.signaling.settings.Settings;

/**
 * The active subscribers: who is connected here, with which connections. A user is online while at least one connection
 * is open, here or on another server; whatever races, the others are told of exactly one coming and one going for each
 * stay.
 *
 * <p>For all threads: the concurrency is the bean's own, and no transaction is begun. What belongs to one user happens
 * under the map's lock for that user, and nothing there waits, sends or closes.
 */
@Singleton
@Startup
@ApplicationScoped
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class Subscribers {

    /** How many large frames are encoded and sent at a time. */
    private static final int LARGE_FRAMES = 2;
    private static final CloseReason NO_REASON = new CloseReason(CloseReason.CloseCodes.NO_STATUS_CODE, null);

    private final AtomicInteger connectionCount = new AtomicInteger();
    private final InstantSource clock;
    private final Pacer pacer;

    @Resource
    private ManagedScheduledExecutorService scheduler;
    @Resource
    private ManagedExecutorService executor;
    @Inject
    private Settings configured;
    @Inject
    private SessionEnds sessionEnds;

    private Settings settings;
    private ConnectedUsers users;
    private PresenceLog presence;
    private AllConnections all;
    private final Closer closer = new Closer();
    private final ClosedConnections closedConnections;
    private Executor closings;
    private FrameSender sender;
    private Visibility visibility;
    private Bus bus;
    private Overload overload;
    private Deliveries deliveries;
    private volatile boolean stopping;

    /** On the system's clock. */
    public Subscribers() {
        this(new Pacer());
    }

    /** With a pacer that a test drives. */
    Subscribers(Pacer pacer) {
        this(pacer, InstantSource.system());
    }

    /**
     * With a pacer and a clock that a test drives.
     *
     * @param pacer paces the connections; not null
     * @param clock tells when tokens end; not null
     */
    Subscribers(Pacer pacer, InstantSource clock) {
        this.pacer = pacer;
        this.clock = clock;
        this.closedConnections = new ClosedConnections(pacer::now);
    }

    @PostConstruct
    void start() {
        use(configured, executor, closer);
        bus.start();
        pacer.start(scheduler);
    }

    /** For tests, which run what takes long where and when they want to. */
    void use(Settings theSettings, Executor theExecutor) {
        use(theSettings, theExecutor, theExecutor);
    }

    /** Sets what the container injects elsewhere: the limits of a connection, what sends what takes long, what closes. */
    private void use(Settings theSettings, Executor theExecutor, Executor theClosings) {
        settings = theSettings;
        closings = theClosings;
        visibility = Visibility.of(theSettings);
        presence = new PresenceLog(settings.presence() || visibility.limited());
        ListQueue lists = new ListQueue(theExecutor, pacer::now, presence::calm, this::messagesAreLate);
        pacer.eachRound(lists::serve);
        pacer.eachRound(closedConnections::serve);
        sender = new FrameSender(new LimitedExecutor(theExecutor, LARGE_FRAMES, "sending a large frame"), lists);
        bus = Bus.of(settings.cluster(), new HomeUsers(this, presence, visibility, sessionEnds));
        Stays stays = new Stays(bus, settings.limits().staysPerMinute(), pacer::now);
        pacer.eachRound(stays::tellLate);
        overload = new Overload(settings.limits());
        pacer.eachRound(now -> overload.tick(now, pacer.late(now)));
        pacer.behindWhile(overload::behind);
        users = new ConnectedUsers(settings.limits().connectionsPerUser(), visibility, new LatestRights(clock), bus,
                stays);
        all = new AllConnections(users.all().values(), connectionCount::get,
                settings.presence() ? presence::told : now -> 0);
        deliveries = new Deliveries(users.all(), visibility, presence, bus);
        pacer.watch(all);
    }

    private boolean messagesAreLate(long now) {
        return pacer.late(now) > Pacer.HELP || overload.delay().compareTo(Overload.NOTICEABLE) > 0;
    }

    @PreDestroy
    void stop() {
        stopping = true;
        pacer.stop();
        closer.finish(() -> all.forEach(
                connection -> connection.close(CloseReason.CloseCodes.GOING_AWAY, "the server is stopping")));
        bus.close();
    }

    /** {@return what ends the connections of closed sessions; never null} */
    public ClosedConnections closedConnections() {
        return closedConnections;
    }

    /**
     * {@return this bean without its proxies, which cost several times what joining does; never null} Nothing that they
     * do is needed: the bean locks for itself and takes part in no transaction.
     */
    public Subscribers direct() {
        return this;
    }

    /**
     * Adds a connection; the others are told if it is the user's first.
     *
     * @param session the open WebSocket; not null
     * @param caller whose it is; not null
     * @param batches whether the client takes presence in numbered batches
     * @param known the number of the last presence event before the client could take itself for connected; later than
     *            the last one for all until now
     * @return the connection; empty if the user, or all users together, have as many as they may; never null
     */
    public Optional<Connection> join(Session session, Caller caller, boolean batches, long known) {
        Style style = !settings.presence() ? Style.ON_DEMAND : batches ? Style.BATCHES : Style.EVENTS;
        if (connectionCount.incrementAndGet() > settings.limits().connections()) {
            connectionCount.decrementAndGet();
            return Optional.empty();
        }
        Connection joined = users.add(caller, (id, viewer) -> new Connection(session, caller,
                Lifetime.of(caller, settings, clock.instant()), presence.cursor(style, known, id, viewer), settings,
                pacer, closings, sender, this::leave));
        if (joined == null) {
            connectionCount.decrementAndGet();
        } else {
            joined.checkSoon();
            ConnectionLog.joined(caller);
        }
        return Optional.ofNullable(joined);
    }

    /**
     * Lets a connection last as long as a fresh token of its user. If that is the newest one of the user's and makes a
     * difference to whom the user sees, all of the user's connections are closed: who comes again comes with the groups of
     * today. One that was issued before the connection's own changes nothing.
     *
     * @param connection what {@link #join} returned; not null
     * @param fresh the same user; not null
     */
    public void renew(Connection connection, Caller fresh) {
        users.renew(connection, fresh, Lifetime.of(fresh, settings, clock.instant()));
    }

    /** See {@link ConnectedUsers#supersede}. */
    void supersede(Rights rights, boolean others) {
        users.supersede(rights, others);
    }

    /**
     * Removes a connection; the others are told if it was the user's last, and who sent what still waits for it is told
     * that it did not arrive, unless another connection got it. Harmless when it is gone already.
     *
     * @param connection what {@link #join} returned; not null
     */
    public void leave(Connection connection) {
        connection.closedByPeer(NO_REASON);
        if (users.remove(connection, comesBack(connection))) {
            connectionCount.decrementAndGet();
            ConnectionLog.left(connection);
        }
        connection.giveBack();
    }

    /** Whether a connection ends because this server stops, so that its user is expected on another one. */
    private boolean comesBack(Connection connection) {
        return stopping || connection.closeReason().getCloseCode() == CloseReason.CloseCodes.SERVICE_RESTART;
    }

    /**
     * The way for messages. This bean's proxy costs several times what delivering does, so it is passed once, to get
     * this, and not for every message.
     *
     * @param late told of messages that were taken and could not be delivered after all; not null
     * @return never null
     */
    public Relay delivery(Relay.Late late) {
        return deliveries.relay(late);
    }

    /** See {@link Deliveries#deliver(UserId, UserId, String, PendingMessage)}. */
    Delivery deliver(UserId sender, UserId target, String frame, PendingMessage message) {
        return deliveries.deliver(sender, target, frame, message);
    }

    /** See {@link Deliveries#deliver(UserId, String, PendingMessage)}. */
    Delivery deliver(UserId target, String frame, PendingMessage message) {
        return deliveries.deliver(target, frame, message);
    }

    /**
     * Closes all connections of a user, on all servers.
     *
     * @param user who; not null
     * @param reason the close code (RFC 6455, section 7.4), and words for the person behind the client; not null
     * @return how many connections there were on this server
     */
    public int disconnect(UserId user, CloseReason reason) {
        bus.disconnect(user, reason.getCloseCode().getCode(), reason.getReasonPhrase());
        return disconnectHere(user, reason);
    }

    /** Closes all connections that a user has here. */
    int disconnectHere(UserId user, CloseReason reason) {
        Subscriber subscriber = users.get(user);
        return subscriber == null ? 0 : subscriber.close(reason);
    }

    /** {@return the connections here that an ended session had; never null} See {@link ConnectedUsers#of}. */
    public Collection<Connection> connectionsOf(EndedSession ended) {
        return users.of(ended);
    }

    /** {@return the way to the other servers; never null} */
    public Bus bus() {
        return bus;
    }

    /**
     * Closes all open connections with 1012 (service restart), evenly spread over a time. Who joins meanwhile is closed
     * at its end: the handshake is where to refuse them.
     *
     * @param time how long to take; not null, zero for at once
     */
    public void drain(Duration time) {
        pacer.drain(time);
    }

    /** Closes no more connections; those that are closed stay closed. */
    public void cancelDrain() {
        pacer.cancelDrain();
    }

    /** {@return all open connections, as they are now; never null} */
    public List<Connection> openConnections() {
        List<Connection> open = new ArrayList<>();
        all.forEach(open::add);
        return open;
    }

    /** {@return how the other servers look from here; never null} */
    public ClusterStatus cluster() {
        return bus.status();
    }

    /** {@return how many users are connected here} */
    public int userCount() {
        return users.all().size();
    }

    /** {@return how many connections are open} */
    public int connectionCount() {
        return connectionCount.get();
    }

    /** {@return how many signaling messages wait for a connection} */
    public int queued() {
        return openConnections().stream().mapToInt(Connection::queued).sum();
    }

    /** {@return the number of the last presence event} */
    public long presenceVersion() {
        return presence.version();
    }

    /** {@return who is online, as a log that counts; never null} */
    public PresenceLog presence() {
        return presence;
    }

    /** {@return how many connections wait for a list of everybody or a long batch, about} */
    public int listsWaiting() {
        return sender.lists().waiting();
    }

    /** {@return how many characters of lists and long batches the network has not taken yet} */
    public long listsUnderWay() {
        return sender.lists().underWay();
    }

    /** {@return how long signaling messages waited until they left; never null} */
    public Histogram waits() {
        return pacer.waits();
    }

    /** {@return whether there is more to do than can be done; never null} */
    public Overload overload() {
        return overload;
    }

    /** {@return how late the pacer serves connections; never null} */
    public Histogram lateness() {
        return pacer.lateness();
    }

    /** {@return how long the pacer has begun no round: moments, unless something is badly wrong; never null} */
    public Duration silence() {
        return pacer.silence();
    }
}
