package org.signaling.handshake;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;
import org.signaling.message.UserId;
import org.signaling.settings.Buckets;
import org.signaling.settings.Rate;
import org.signaling.settings.Settings;

/**
 * The one place that decides whether a request may become a socket. For all threads; {@link #admit} may wait a few
 * seconds for an issuer's keys, and only where they are not at hand.
 */
@ApplicationScoped
public class Admission {

    /** How many users are known that have connected lately. */
    private static final int MAX_USERS = 50_000;

    private final TrustedIssuers issuers;
    private final TokenVerifier verifier;
    private final Origins origins;
    private final SealedTokens sealedTokens;
    private final ClientAddresses addresses;
    private final RefusedHandshakes refusals;
    private final RefusedHandshakes lines;
    private final Buckets<UserId> connects;
    private final LongAdder admitted = new LongAdder();
    private final Map<Reason, LongAdder> refused = new EnumMap<>(Reason.class);
    private final int maxMessageBytes;
    private final HandshakeQueue queue = new HandshakeQueue();
    private volatile boolean draining;
    private volatile boolean shedding;

    /** For the proxies of CDI, which need a constructor without parameters; what it makes is never asked. */
    protected Admission() {
        issuers = null;
        verifier = null;
        origins = null;
        sealedTokens = null;
        addresses = null;
        maxMessageBytes = 0;
        refusals = null;
        lines = null;
        connects = null;
    }

    /**
     * @param settings trusted issuers, clock skew and web origins; not null
     */
    @Inject
    public Admission(Settings settings) {
        this(settings, Clock.systemUTC());
    }

    /** {@return what looks at the frames of one connection; never null} */
    IncomingFrames frames() {
        return new IncomingFrames(maxMessageBytes, System::nanoTime);
    }

    /**
     * With a clock that a test drives.
     *
     * @param settings trusted issuers, clock skew and web origins; not null
     * @param clock tells what has expired; not null
     */
    public Admission(Settings settings, Clock clock) {
        issuers = new TrustedIssuers(settings, clock);
        verifier = new TokenVerifier(issuers, settings.clockSkew(), clock, settings.limits().verifiedTokens());
        origins = new Origins(settings.origins(), settings.publicUrl());
        sealedTokens = new SealedTokens(new Seal(settings.signInKey(), settings.signInSecondKey()), clock);
        addresses = new ClientAddresses(settings.proxies());
        maxMessageBytes = settings.maxMessageBytes();
        int refusalsAMinute = settings.limits().refusalsPerMinute();
        Rate rate = Rate.of(refusalsAMinute, Duration.ofMinutes(1), refusalsAMinute);
        refusals = new RefusedHandshakes(rate, System::nanoTime);
        lines = new RefusedHandshakes(rate, System::nanoTime);
        int connectsAMinute = settings.limits().connectsPerMinute();
        connects = new Buckets<>(Rate.of(connectsAMinute, Duration.ofMinutes(1), connectsAMinute), MAX_USERS,
                System::nanoTime);
        for (Reason reason : Reason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Makes the server create this bean when the application starts, and not with the first request. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        // creating it was all
    }

    /** Begins to fetch the issuers' keys. An issuer that is down neither delays nor stops the start. */
    @PostConstruct
    void warm() {
        issuers.warm();
    }

    /** Ends the threads that fetch keys. */
    @PreDestroy
    public void close() {
        try {
            queue.close();
        } finally {
            issuers.close();
        }
    }

    /**
     * Hands out this bean without its proxy, which costs more than looking for a token. Weld would put the proxy around
     * what it returned.
     *
     * @param taker takes it; not null
     */
    public void direct(Consumer<Admission> taker) {
        taker.accept(this);
    }

    /**
     * {@return where a request comes from; never null}
     *
     * @param peer the other end of its TCP connection, as digits; may be null
     * @param headers all values of the header of a name, whatever its case; not null
     */
    public ClientAddress address(String peer, Function<String, List<String>> headers) {
        return addresses.of(peer, headers);
    }

    /**
     * Decides about a handshake request whose address is not known.
     *
     * @param headers all values of the header of a name, whatever its case; an empty list where there is none; not null
     * @param query the query as it came, still encoded; may be null
     * @return the verified token, whose {@link SignalingToken#caller()} the connection belongs to; never null
     * @throws TokenRejected if the request may not become a socket
     */
    public SignalingToken admit(Function<String, List<String>> headers, String query) throws TokenRejected {
        return admit(ClientAddress.UNKNOWN, headers, query, Turn.NONE);
    }

    /**
     * Decides about a handshake request.
     *
     * @param from where it comes from; not null
     * @param headers all values of the header of a name, whatever its case; an empty list where there is none; not null
     * @param query the query as it came, still encoded; may be null
     * @param turn is given back while this waits; not null
     * @return the verified token, whose {@link SignalingToken#caller()} the connection belongs to; never null
     * @throws TokenRejected if the request may not become a socket
     */
    SignalingToken admit(ClientAddress from, Function<String, List<String>> headers, String query,
            Turn turn) throws TokenRejected {
        try {
            SignalingToken token = decide(from, headers, query, turn);
            if (!connects.tryTake(token.caller().user().id())) {
                throw new TokenRejected(Reason.TOO_MANY_CONNECTS, token.caller().user().id().toString());
            }
            admitted.increment();
            return token;
        } catch (TokenRejected e) {
            refused.get(e.reason()).increment();
            if (e.reason().dear()) {
                refusals.refused(from.key());
            }
            throw e;
        }
    }

    /** {@return where handshakes wait for their turn; never null} */
    HandshakeQueue queue() {
        return queue;
    }

    /**
     * Counts a handshake that waited for too long, or found no place to wait.
     *
     * @param detail what the log should say; not null
     * @return its refusal; never null
     */
    TokenRejected overloaded(String detail) {
        refused.get(Reason.OVERLOADED).increment();
        return new TokenRejected(Reason.OVERLOADED, detail);
    }

    /** {@return whether no handshake may go on, so that none is to wait either} */
    boolean refusesAll() {
        return draining || shedding;
    }

    /** Counts a request for a WebSocket that is no handshake, which is neither looked into nor worth a line in the log. */
    void refuseUnseen() {
        refused.get(Reason.NO_HANDSHAKE).increment();
    }

    private SignalingToken decide(ClientAddress from, Function<String, List<String>> headers, String query,
            Turn turn) throws TokenRejected {
        if (draining) {
            throw new TokenRejected(Reason.DRAINING, "the server is draining");
        }
        if (shedding) {
            throw new TokenRejected(Reason.OVERLOADED, "frames wait too long");
        }
        BearerToken token = BearerToken.pick(headers, query);
        origins.check(headers.apply("Origin"), headers.apply("Host"), token.source());
        return verifier.verify(token.value(), () -> {
            if (!refusals.mayTry(from.key())) {
                throw new TokenRejected(Reason.TOO_MANY_REFUSALS, "too many forged tokens of one address");
            }
        }, turn);
    }

    /**
     * {@return whether a refusal is worth a line in the log} For each address as many a minute are as may be refused.
     *
     * @param from where the request came from; not null
     */
    boolean worthALine(ClientAddress from) {
        boolean may = lines.mayTry(from.key());
        if (may) {
            lines.refused(from.key());
        }
        return may;
    }

    /**
     * Decides about a fresh token on an open connection.
     *
     * @param caller whose connection it is; not null
     * @param token the fresh token, or what {@link #sealForRefresh} made of it; not null
     * @return the same caller with what the fresh token says; empty if it is another user's; never null
     * @throws TokenRejected if the token is not good
     */
    public Optional<Caller> renew(Caller caller, String token) throws TokenRejected {
        Caller fresh = verifier.verify(sealedTokens.open(token).orElse(token)).caller();
        return fresh.user().id().equals(caller.user().id())
                ? Optional.of(fresh.of(caller.requestId(), caller.address()))
                : Optional.empty();
    }

    /**
     * {@return a token for {@link #renew}, sealed: for a minute the page can hand it on, but never read it; never null}
     *
     * @param token the token; not null
     */
    public String sealForRefresh(String token) {
        return sealedTokens.seal(token);
    }

    /**
     * Lets no token of a session in any more.
     *
     * @param ended the session, or all of a subject; not null
     */
    public void end(EndedSession ended) {
        verifier.endedSessions().add(ended);
    }

    /** {@return which ended sessions are known, to compare them with another server's; never null} */
    public List<EndedBucket> endedBuckets() {
        return verifier.endedSessions().buckets();
    }

    /**
     * Some of the ended sessions that are known.
     *
     * @param bucket which bucket
     * @param after the last one in it that is not wanted; null for none
     * @param max how many to take at most
     * @return in an order that stays; never null
     */
    public List<EndedSession> endedSessions(long bucket, EndedSession after, int max) {
        return verifier.endedSessions().of(bucket, after, max);
    }

    /**
     * {@return whether a caller's session was ended, perhaps after its token was verified}
     *
     * @param caller who; not null
     */
    public boolean ended(Caller caller) {
        return verifier.endedSessions().has(caller);
    }

    /** {@return what decides whether a token alone is good; never null} */
    public TokenVerifier verifier() {
        return verifier;
    }

    /**
     * Refuses all requests from now on, or no longer.
     *
     * @param drain whether to refuse
     */
    public void drain(boolean drain) {
        draining = drain;
    }

    /**
     * Refuses all requests while the server has too much to do.
     *
     * @param overloaded whether it has
     */
    public void shed(boolean overloaded) {
        shedding = overloaded;
    }

    /** {@return whether all requests are refused} */
    public boolean draining() {
        return draining;
    }

    /** {@return how many requests were admitted} */
    public long admitted() {
        return admitted.sum();
    }

    /**
     * {@return how many requests were refused for a reason}
     *
     * @param reason the reason; not null
     */
    public long refused(Reason reason) {
        return refused.get(reason).sum();
    }

    /** {@return how many handshakes wait for their turn} */
    public int waitingHandshakes() {
        return queue.waiting();
    }

    /** {@return how many handshakes had to wait for their turn, those that still do among them} */
    public long waitedHandshakes() {
        return queue.waited();
    }

    /** {@return the trusted issuers with their keys, for those who operate the server; never null} */
    public TrustedIssuers issuers() {
        return issuers;
    }
}
