package org.signaling.handshake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private static final float LOAD_FACTOR = 0.75f;

    private final Semaphore checks;
    private final int maxWaiting;
    private final long maxWaitMillis;
    private final AtomicInteger waiting = new AtomicInteger();
    /** The key that each remembered token is signed with, the one that was used last at the end; guarded by itself. */
    private final Map<String, SignatureKey> verified;

    /**
     * One check at a time for each processor but one.
     *
     * @param remembered how many tokens to remember at the most; 0 for none
     */
    SignatureChecks(int remembered) {
        this(remembered, new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() - 1)), MAX_WAITING,
                MAX_WAIT_MILLIS);
    }

    SignatureChecks(int remembered, Semaphore checks, int maxWaiting, long maxWaitMillis) {
        this.checks = checks;
        this.maxWaiting = maxWaiting;
        this.maxWaitMillis = maxWaitMillis;
        verified = new LinkedHashMap<>(16, LOAD_FACTOR, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, SignatureKey> eldest) {
                return size() > remembered;
            }
        };
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
        String hash = hash(token);
        synchronized (verified) {
            if (key.equals(verified.get(hash))) {
                return true;
            }
        }
        if (!checks.tryAcquire()) {
            await();
        }
        boolean good;
        try {
            good = key.verify(algorithm, token.signedBytes(), token.signature());
        } finally {
            checks.release();
        }
        if (good) {
            synchronized (verified) {
                verified.put(hash, key);
            }
        }
        return good;
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

    private static String hash(CompactToken token) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(token.signedBytes());
            sha256.update((byte) '.');
            return new String(sha256.digest(token.signature()), StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
