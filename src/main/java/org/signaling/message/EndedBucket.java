package org.signaling.message;

/**
 * The sessions that ended in one quarter of an hour, as two servers compare them: those of equal buckets are the same.
 *
 * @param number which quarter of an hour since 1970
 * @param count how many ended
 * @param sum the sum of their {@link EndedSession#fingerprint()}
 */
public record EndedBucket(long number, int count, long sum) {

    /** How long one is, in seconds. */
    public static final long SECONDS = 900;

    /** {@return the same with one more; never null} */
    public EndedBucket with(EndedSession ended) {
        return new EndedBucket(number, count + 1, sum + ended.fingerprint());
    }

    /** {@return the same with one less; null when none is left} */
    public EndedBucket without(EndedSession ended) {
        return count == 1 ? null : new EndedBucket(number, count - 1, sum - ended.fingerprint());
    }
}
