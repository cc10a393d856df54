package org.signaling.handshake;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.signaling.handshake.TokenRejected.Reason;

/**
 * Checks signatures, the dearest part of a handshake, so that a storm of handshakes leaves the processors to those who
 * are connected: few checks run at a time, few more wait, and whoever comes on top is told to come back. What was found
 * good is remembered by its hash, together with the key, so that a client that comes back with the same token, as all do
 * after a restart of a proxy, costs no second check. Only the signature is remembered: the issuer's keys and the claims
 * are looked at each time. For all threads.
 */
final class SignatureChecks {

    private static final int MAX_WAITING = 256;
    private static final long MAX_WAIT_MILLIS = 4_000;

    private final Semaphore checks;
    private final int maxWaiting;
    private final long maxWaitMillis;
    private final AtomicInteger waiting = new AtomicInteger();

    /** One check at a time for each processor but one. */
    SignatureChecks() {
        this(new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1)), MAX_WAITING, MAX_WAIT_MILLIS);
    }

    SignatureChecks(Semaphore checks, int maxWaiting, long maxWaitMillis) {
        this.checks = checks;
        this.maxWaiting = maxWaiting;
        this.maxWaitMillis = maxWaitMillis;
    }

    /**
     * {@return whether a token's signature is that of a key}
     *
     * @param token the token; not null
     * @param algorithm the token's algorithm; not null
     * @param key what it should be signed with; not null
     * @throws TokenRejected with OVERLOADED if too many wait already, or if the turn did not come in 4 s
     */
    boolean verify(CompactToken token, String algorithm, SignatureKey key) throws TokenRejected {
        if (!checks.tryAcquire()) {
            await();
        }
        try {
            return key.verify(algorithm, token.signedBytes(), token.signature());
        } finally {
            checks.release();
        }
    }

    private void await() throws TokenRejected {
        try {
            if (waiting.incrementAndGet() > maxWaiting) {
                throw new TokenRejected(Reason.OVERLOADED, maxWaiting + " signatures wait to be checked");
            }
            if (!checks.tryAcquire(maxWaitMillis, TimeUnit.MILLISECONDS)) {
                throw new TokenRejected(Reason.OVERLOADED, "waited " + maxWaitMillis + " ms to be checked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenRejected(Reason.OVERLOADED, "interrupted");
        } finally {
            waiting.decrementAndGet();
        }
    }
}
