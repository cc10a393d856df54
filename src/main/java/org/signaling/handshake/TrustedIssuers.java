package org.signaling.handshake;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.signaling.settings.IssuerSettings;
import org.signaling.settings.Settings;

/**
 * The allow-list of issuers, each with its own keys. What is not on it is not trusted; a token's {@code iss} selects by
 * exact comparison (RFC 7519, section 4.1.1) and proves nothing. Immutable, for all threads.
 *
 * <p>It owns the few daemon threads that fetch keys; they end with {@link #close()}.
 */
public final class TrustedIssuers implements AutoCloseable {

    private static final int IDLE_SECONDS = 10;
    /** Whoever waits keeps a thread from those who are connected: a quarter of WildFly's, which has the fewest. */
    private static final int WAITING_PER_PROCESSOR = 4;
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(3);

    private final Map<String, IssuerKeys> byIssuer;
    private final ExecutorService executor;
    private final IssuerHttp http;

    /**
     * Fetches nothing yet.
     *
     * @param settings the trusted issuers; not null
     * @param clock tells the age of keys; not null
     */
    public TrustedIssuers(Settings settings, Clock clock) {
        executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS,
                new SynchronousQueue<>(), TrustedIssuers::daemon);
        http = new IssuerHttp(executor, ANSWER_TIMEOUT);
        KeyFetcher fetcher = new KeyFetcher(http);
        byIssuer = new LinkedHashMap<>();
        Semaphore waiting = new Semaphore(WAITING_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
        for (IssuerSettings issuer : settings.issuers()) {
            byIssuer.put(issuer.issuer(), new IssuerKeys(issuer, fetcher, executor, clock, waiting));
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "signaling-issuer-keys");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Selects an issuer.
     *
     * @param issuer the {@code iss} of a token; not null
     * @return the keys of that issuer, with its settings; empty if it is not trusted
     */
    public Optional<IssuerKeys> find(String issuer) {
        return Optional.ofNullable(byIssuer.get(issuer));
    }

    /** {@return the keys of all issuers, in the order of the settings; never null, never empty} */
    public Collection<IssuerKeys> all() {
        return Collections.unmodifiableCollection(byIssuer.values());
    }

    /** {@return what asks the issuers; never null; of no use after {@link #close()}} */
    public IssuerHttp http() {
        return http;
    }

    /** Starts to fetch the keys of all issuers. Does not wait; what fails now is tried again when a token comes. */
    public void warm() {
        byIssuer.values().forEach(IssuerKeys::warm);
    }

    /** Ends the threads; fetches that run are cut, and none starts any more. */
    @Override
    public void close() {
        executor.shutdownNow();
        http.close();
    }
}
