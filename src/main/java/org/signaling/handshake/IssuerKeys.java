package org.signaling.handshake;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.IssuerSettings;

/**
 * The signing keys of one issuer, kept at hand.
 *
 * <p>A known key is found without waiting and without a lock. Keys older than 5 minutes are fetched again behind the
 * back of whoever asks; while that fails, the old ones stay good, for 24 hours. An unknown key makes the one who asks
 * wait for a fetch, at most 4 s, and starts one at most each 15 s; who asks in between is told to come back, because the
 * key may be a new one, and a flood of forged ids must not make a good token look bad. A signature that no key under
 * a known id made may be that of a new key under the old id: it starts a fetch at most each 60 s, for all clients
 * together. Without any keys, a fetch starts at most each 2 s.
 * Few wait at a time, for all issuers together, because each keeps a thread of the server; further ones are told to come
 * back. There is never more than one fetch, and it runs on the executor, under no lock. For all threads.
 */
public final class IssuerKeys {

    private static final Logger LOG = System.getLogger(IssuerKeys.class.getName());
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration USABLE = Duration.ofHours(24);
    private static final long MAX_WAIT_MILLIS = 4_000;

    /** Why to fetch, and how long after the last start for the same cause. */
    private enum Cause {
        NO_KEYS(2), OLD_KEYS(30), UNKNOWN_KEY(15), BAD_SIGNATURE(60), OPERATOR(0);

        private final Duration pause;

        Cause(int seconds) {
            pause = Duration.ofSeconds(seconds);
        }
    }

    private record Fetched(KeySet keys, Instant begun, Instant at, Instant freshUntil, Instant usableUntil) {

        static Fetched of(KeySet keys, Instant begun, Instant at) {
            return new Fetched(keys, begun, at, at.plus(FRESH), at.plus(USABLE));
        }

        boolean fresh(Instant now) {
            return within(now, at, freshUntil);
        }

        boolean usable(Instant now) {
            return within(now, at, usableUntil);
        }
    }

    private final IssuerSettings issuer;
    private final KeyFetcher fetcher;
    private final Executor executor;
    private final Clock clock;
    private final Semaphore waiting;
    private final Map<Cause, Instant> lastStart = new EnumMap<>(Cause.class); // guarded by this
    private CompletableFuture<Void> running; // guarded by this
    private volatile Fetched fetched;
    private volatile boolean failing;
    private final LongAdder fetches = new LongAdder();
    private final LongAdder failures = new LongAdder();

    IssuerKeys(IssuerSettings issuer, KeyFetcher fetcher, Executor executor, Clock clock, Semaphore waiting) {
        this.issuer = issuer;
        this.fetcher = fetcher;
        this.executor = executor;
        this.clock = clock;
        this.waiting = waiting;
    }

    /**
     * Finds the keys that may have signed a token: one, unless the issuer gives several the same id, or the token names
     * none.
     *
     * @param kid the id that the token names, null if it names none
     * @param algorithm the token's algorithm; not null
     * @param turn is given back while this waits; not null
     * @return the keys of this issuer that fit, {@value KeySet#MAX_CANDIDATES} at most; never null, never empty
     * @throws TokenRejected with UNKNOWN_KEY if the issuer has none, with KEYS_UNAVAILABLE if nobody can tell now: a key
     *         may be newer than the last fetch, and another one may not be allowed yet
     */
    List<SignatureKey> find(String kid, String algorithm, Turn turn) throws TokenRejected {
        Instant asked = clock.instant();
        KeySet keys = usableKeys(turn);
        List<SignatureKey> fit = keys.find(kid, algorithm);
        if (fit.isEmpty() && (kid == null || !keys.knows(kid))) {
            await(fetch(Cause.UNKNOWN_KEY), turn);
            fit = usableKeys(turn).find(kid, algorithm);
            if (fit.isEmpty() && failing) {
                throw unavailable("key " + kid + " is unknown and the keys cannot be fetched");
            }
            if (fit.isEmpty() && fetched.begun().isBefore(asked)) {
                throw unavailable("key " + kid + " is unknown, and it is too early to fetch the keys again");
            }
        }
        if (fit.isEmpty()) {
            throw new TokenRejected(Reason.UNKNOWN_KEY,
                    issuer.name() + " has no key for kid " + kid + " and alg " + algorithm);
        }
        return fit;
    }

    /**
     * Finds the keys that may have signed a token after none of those that {@link #find} knew did. Waits for a fetch, if
     * it is time for one, and never starts more than one each 60 s.
     *
     * @param kid the id that the token names, null if it names none
     * @param algorithm the token's algorithm; not null
     * @param turn is given back while this waits; not null
     * @return the keys that fit now; never null, empty where they cannot be had
     */
    List<SignatureKey> findAfresh(String kid, String algorithm, Turn turn) {
        try {
            await(fetch(Cause.BAD_SIGNATURE), turn);
        } catch (TokenRejected e) {
            // a bad signature stays one, whatever keeps the issuer from answering
            return List.of();
        }
        Fetched last = fetched;
        return last == null ? List.of() : last.keys().find(kid, algorithm);
    }

    private KeySet usableKeys(Turn turn) throws TokenRejected {
        Fetched last = fetched;
        // after the keys: those that come in between are no sign of a clock that was set back
        Instant now = clock.instant();
        if (last == null || !last.usable(now)) {
            await(fetch(Cause.NO_KEYS), turn);
            last = fetched;
            if (last == null || !last.usable(clock.instant())) {
                throw unavailable("no keys could be fetched yet");
            }
        } else if (!last.fresh(now)) {
            fetch(Cause.OLD_KEYS);
        }
        return last.keys();
    }

    /** A clock that was set back counts as time passed. */
    private static boolean within(Instant now, Instant from, Instant until) {
        return !now.isBefore(from) && now.isBefore(until);
    }

    private TokenRejected unavailable(String detail) {
        return new TokenRejected(Reason.KEYS_UNAVAILABLE, issuer.name() + ": " + detail);
    }

    private void await(CompletableFuture<Void> fetch, Turn turn) throws TokenRejected {
        if (fetch.isDone()) {
            return;
        }
        if (!waiting.tryAcquire()) {
            throw unavailable("too many wait for its keys");
        }
        turn.giveBack();
        try {
            fetch.get(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw unavailable("its keys did not come in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted");
        } finally {
            waiting.release();
            turn.takeAgain();
        }
    }

    /** Joins the running fetch, or starts one unless it is too early for this cause; never waits, never fails. */
    private synchronized CompletableFuture<Void> fetch(Cause cause) {
        if (running != null) {
            return running;
        }
        Instant last = lastStart.get(cause);
        if (last != null && within(clock.instant(), last, last.plus(cause.pause))) {
            return CompletableFuture.completedFuture(null);
        }
        lastStart.put(cause, clock.instant());
        CompletableFuture<Void> fetch = new CompletableFuture<>();
        running = fetch;
        try {
            executor.execute(() -> run(fetch));
        } catch (RejectedExecutionException e) {
            // the application is being taken down
            running = null;
            failing = true;
            fetch.complete(null);
        }
        return fetch;
    }

    private void run(CompletableFuture<Void> fetch) {
        Instant begun = clock.instant();
        try {
            succeeded(fetcher.fetch(issuer), begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failing = true;
        } catch (IOException | RuntimeException e) {
            failed(e);
        } finally {
            synchronized (this) {
                running = null;
            }
            fetch.complete(null);
        }
    }

    private void succeeded(KeySet keys, Instant begun) {
        Fetched before = fetched;
        fetches.increment();
        fetched = Fetched.of(keys, begun, clock.instant());
        failing = false;
        List<String> dropped = keys.dropped();
        boolean news = before == null || !before.keys().dropped().equals(dropped);
        LOG.log(news ? Level.INFO : Level.DEBUG, () -> "Issuer " + issuer.name() + ": " + keys.keys().size()
                + " keys to verify tokens with; left out: " + dropped);
    }

    /** Logged loud once for each outage. */
    private void failed(Exception e) {
        boolean news = !failing;
        fetches.increment();
        failures.increment();
        failing = true;
        String effect = fetched == null ? "its tokens cannot be checked yet" : "the old ones stay";
        LOG.log(news ? Level.WARNING : Level.DEBUG, () -> "Issuer " + issuer.name()
                + ": its keys cannot be fetched, so " + effect + ": " + e.getMessage());
    }

    /** {@return the issuer that these keys belong to; never null} */
    public IssuerSettings issuer() {
        return issuer;
    }

    /** {@return how old the keys are, empty if there are none yet; never null} */
    public Optional<Duration> age() {
        return Optional.ofNullable(fetched).map(last -> Duration.between(last.at(), clock.instant()));
    }

    /** {@return how many keys are at hand; 0 until the first fetch} */
    public int size() {
        Fetched last = fetched;
        return last == null ? 0 : last.keys().keys().size();
    }

    /** {@return whether tokens can be checked with the keys at hand} */
    public boolean usable() {
        Fetched last = fetched;
        return last != null && last.usable(clock.instant());
    }

    /** {@return whether the first keys are being fetched: who came now would wait for them} */
    public boolean arriving() {
        synchronized (this) {
            return fetched == null && running != null;
        }
    }

    /** {@return how many fetches are over, whether they helped or not} */
    public long fetches() {
        return fetches.sum();
    }

    /** {@return how many fetches failed} */
    public long failures() {
        return failures.sum();
    }

    /**
     * Fetches the keys now, whatever their age, unless a fetch runs already. Does not wait.
     *
     * @return completes, always normally, when the fetch is over; {@link #age()} tells whether it helped; never null
     */
    public CompletableFuture<Void> refresh() {
        return fetch(Cause.OPERATOR).copy();
    }

    /** Fetches the first keys, before anybody asks. Does not wait. */
    void warm() {
        fetch(Cause.NO_KEYS);
    }
}
