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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.signaling.handshake.Caller;
import org.signaling.message.UserId;
import org.signaling.presence.PresenceLog;
import org.signaling.presence.PresenceLog.Style;
import org.signaling.settings.Settings;

/**
 * The active subscribers: who is online, with which connections. A user is online while at least one connection is
 * open; whatever races, the others are told of exactly one coming and one going for each stay.
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

    /** What became of a message for a user. */
    public enum Delivery {
        /** At least one connection of the user took it. */
        TAKEN,
        /** The user has no connection. */
        OFFLINE,
        /** Too much waits already on every connection of the user. */
        BUSY
    }

    private static final Logger LOG = System.getLogger(Subscribers.class.getName());

    private final ConcurrentHashMap<UserId, Subscriber> subscribers = new ConcurrentHashMap<>();
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final PresenceLog presence = new PresenceLog();
    private final Pacer pacer;

    @Resource
    private ManagedScheduledExecutorService scheduler;
    @Resource
    private ManagedExecutorService executor;
    @Inject
    private Settings configured;

    private Settings settings;
    private Executor closer;

    /** On the system's clock. */
    public Subscribers() {
        this(new Pacer());
    }

    /**
     * With a pacer that a test drives.
     *
     * @param pacer paces the connections; not null
     */
    Subscribers(Pacer pacer) {
        this.pacer = pacer;
    }

    @PostConstruct
    void start() {
        use(configured, executor);
        pacer.start(scheduler);
    }

    /**
     * Sets what the container injects elsewhere.
     *
     * @param theSettings the limits of a connection; not null
     * @param theCloser closes connections; not null
     */
    void use(Settings theSettings, Executor theCloser) {
        settings = theSettings;
        closer = theCloser;
        pacer.watch(new AllConnections());
    }

    @PreDestroy
    void stop() {
        pacer.stop();
        new AllConnections().forEach(
                connection -> connection.close(CloseReason.CloseCodes.GOING_AWAY, "the server is stopping"));
    }

    /**
     * Adds a connection; the others are told if it is the user's first.
     *
     * @param session the open WebSocket; not null
     * @param caller whose it is; not null
     * @param batches whether the client takes presence in numbered batches
     * @return the connection; never null
     */
    public Connection join(Session session, Caller caller, boolean batches) {
        Style style = !settings.presence() ? Style.ON_DEMAND : batches ? Style.BATCHES : Style.EVENTS;
        Connection[] joined = new Connection[1];
        subscribers.compute(caller.user().id(), (id, subscriber) -> {
            long known = subscriber == null ? presence.online(caller.user()) : presence.version();
            Connection connection = new Connection(session, caller, presence.cursor(style, known), settings, pacer,
                    closer, this::leave);
            joined[0] = connection;
            return subscriber == null ? new Subscriber(connection) : subscriber.with(connection);
        });
        connectionCount.incrementAndGet();
        LOG.log(Level.INFO, "join {0}", caller.user().id());
        return joined[0];
    }

    /**
     * Removes a connection; the others are told if it was the user's last. Harmless when it is gone already.
     *
     * @param connection what {@link #join} returned; not null
     */
    public void leave(Connection connection) {
        connection.closedByPeer();
        boolean[] left = new boolean[1];
        subscribers.computeIfPresent(connection.caller().user().id(), (id, subscriber) -> {
            Subscriber rest = subscriber.without(connection);
            left[0] = rest == null || rest.connections().size() < subscriber.connections().size();
            if (rest == null) {
                presence.offline(subscriber.user());
            }
            return rest;
        });
        if (left[0]) {
            connectionCount.decrementAndGet();
            LOG.log(Level.INFO, "leave {0}", connection.caller().user().id());
        }
    }

    /**
     * Hands a message to all connections of a user.
     *
     * @param target for whom; not null
     * @param frame the message; not null
     * @return what became of it; never null
     */
    public Delivery deliver(UserId target, String frame) {
        Subscriber subscriber = subscribers.get(target);
        if (subscriber == null) {
            return Delivery.OFFLINE;
        }
        Delivery delivery = Delivery.BUSY;
        for (Connection connection : subscriber.connections()) {
            if (connection.offer(frame)) {
                delivery = Delivery.TAKEN;
            }
        }
        return delivery;
    }

    /**
     * Closes all connections of a user.
     *
     * @param user whose; not null
     * @param code the close code (RFC 6455, section 7.4); not null
     * @param reason for the person behind the client; at most 123 bytes in UTF-8
     */
    public void close(UserId user, CloseReason.CloseCode code, String reason) {
        Subscriber subscriber = subscribers.get(user);
        if (subscriber != null) {
            subscriber.connections().forEach(connection -> connection.close(code, reason));
        }
    }

    /** The pacer's view of the registry. */
    private final class AllConnections implements Pacer.Connections {
        @Override
        public Iterator<Connection> iterator() {
            return subscribers.values().stream().flatMap(each -> each.connections().stream()).iterator();
        }

        @Override
        public int size() {
            return connectionCount.get();
        }

        @Override
        public long presenceVersion() {
            return presence.version();
        }

        @Override
        public long pingInterval() {
            return settings.pingInterval().toNanos();
        }
    }
}
