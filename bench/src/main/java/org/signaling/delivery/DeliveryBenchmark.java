package org.signaling.delivery;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.signaling.handshake.Caller;
import org.signaling.message.Delivery;
import org.signaling.message.Message.Request;
import org.signaling.message.PendingMessage;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.settings.Settings;

/** From a target to the wire, without a wire: two reflective calls for each frame sent are the benchmark's own. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class DeliveryBenchmark {

    private static final String FRAME = "x".repeat(500);
    /** Of whom nobody is told. */
    private static final PendingMessage UNTOLD = new PendingMessage() {
        @Override
        protected void undelivered(Delivery why) {
            throw new IllegalStateException("everything arrives here");
        }
    };

    @Param("1000")
    private int users;

    private final SendResult ok = new SendResult();
    private final RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (proxy, method, args) -> {
        if (args.length == 2) {
            ((SendHandler) args[1]).onResult(ok);
        }
        return null;
    });
    private final Session session = proxy(Session.class, (proxy, method, args) -> remote);
    private final Outbox outbox = new Outbox(256, 1_048_576, new Histogram(1, 10, 100, 1_000));
    private long now;
    private Pacer pacer;
    private Relay relay;
    private Connection[] connections;
    private final Map<UserId, Connection> byUser = new ConcurrentHashMap<>();
    private Request[] requests;
    private int turn;

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }

    @Setup
    public void setUp() {
        pacer = new Pacer(() -> now);
        Subscribers subscribers = new Subscribers(pacer);
        subscribers.use(Settings.read(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Map.of("signaling.issuers", "a",
                        "signaling.issuer.a.issuer", "https://idp.example/a", "signaling.issuer.a.audiences",
                        "signaling", "signaling.ping-interval", "3600"), "bench", 100))
                .build()), Runnable::run);
        relay = subscribers.delivery((why, request, from) -> {
            throw new IllegalStateException("everything arrives here");
        });
        requests = new Request[users];
        connections = new Connection[users];
        for (int i = 0; i < users; i++) {
            UserId id = new UserId("https://idp.example/a", "user-" + i);
            requests[i] = new Request("Call-Offer", id, null);
            connections[i] = subscribers.join(session, new Caller(new UserInfo(id, null), Instant.MAX, Set.of()), false,
                    Long.MAX_VALUE).orElseThrow();
            byUser.put(id, connections[i]);
        }
        for (int i = 0; i < 20_000; i++) {
            now += Pacer.PACE / 10;
            pacer.beginRound(now);
        }
    }

    /** The next user; the clock goes on after some messages. */
    private void nextTurn(int messages, long nanos) {
        // the clock runs faster than real time: nobody is to be given up for silence
        connections[turn].heard();
        turn = (turn + 1) % users;
        if (turn % messages == 0) {
            now += nanos;
            pacer.beginRound(now);
        }
    }

    /** A message into a queue and out again. */
    @Benchmark
    public Object outbox() {
        outbox.offer(FRAME, UNTOLD, now);
        return outbox.poll(now);
    }

    /** A message to a user who has been silent: it goes out at once; and the share of the pacer in it. */
    @Benchmark
    public Delivery deliverToSilent() {
        Delivery delivery = relay.deliver(requests[turn], FRAME, connections[0]);
        // twenty rounds for all users: the pace, twice
        nextTurn(50, Pacer.PACE / 9);
        return delivery;
    }

    /**
     * The same with nothing in between but a look-up: what {@link #deliverToSilent} takes more is all that policies, the
     * door to other servers and coming back cost.
     */
    @Benchmark
    public Delivery offerToSilent() {
        Delivery delivery = byUser.get(requests[turn].target()).offer(FRAME, UNTOLD);
        nextTurn(50, Pacer.PACE / 9);
        return delivery;
    }

    /** A message to a user who got one just before: it waits for its turn with the pacer. */
    @Benchmark
    public Delivery deliverToBusy() {
        Delivery delivery = relay.deliver(requests[turn], FRAME, connections[0]);
        // ten rounds for all users: exactly the pace
        nextTurn(100, Pacer.PACE / 10);
        return delivery;
    }
}
