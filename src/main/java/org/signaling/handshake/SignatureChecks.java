package org.signaling.handshake;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.signaling.handshake.TokenRejected.Reason;

/**
 * Checks signatures, the dearest part of a handshake, so that a storm of handshakes leaves the processors to those who
 * are connected: few checks run at a time, few more wait, and whoever comes on top is told to come back. What was found
 * good is remembered by its hash, together with the key, so that a client that comes back with the same token, as all do
 * after a restart of a proxy, costs no second check. Only the signature is remembered: the issuer's keys and the claims
 * are looked at each time. For all threads.
 */
final class SignatureChecks {

    private static final long MAX_WAIT_MILLIS = 1_000;

    private final Semaphore checks;
    private final Semaphore waiting;
    private final long maxWaitMillis;

    /**
     * One check at a time for each processor but one.
     *
     * @param waiting how many may wait, here and for keys; not null
     */
    SignatureChecks(Semaphore waiting) {
        this(new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1)), waiting, MAX_WAIT_MILLIS);
    }

    SignatureChecks(Semaphore checks, Semaphore waiting, long maxWaitMillis) {
        this.checks = checks;
        this.waiting = waiting;
        this.maxWaitMillis = maxWaitMillis;
    }

    /**
     * {@return whether a token's signature is that of a key}
     *
     * @param token the token; not null
     * @param algorithm the token's algorithm; not null
     * @param key what it should be signed with; not null
     * @throws TokenRejected with OVERLOADED if too many wait already, or if the turn did not come in a second
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
        if (!waiting.tryAcquire()) {
            throw new TokenRejected(Reason.OVERLOADED, "too many handshakes wait");
        }
        try {
            if (!checks.tryAcquire(maxWaitMillis, TimeUnit.MILLISECONDS)) {
                throw new TokenRejected(Reason.OVERLOADED, "waited " + maxWaitMillis + " ms to be checked");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TokenRejected(Reason.OVERLOADED, "interrupted");
        } finally {
            waiting.release();
        }
    }
}
