package org.signaling.handshake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;

/**
 * The sessions that were ended before their tokens: these open nothing any more. Each is remembered for a day, which is
 * longer than access tokens live. A token that does not say when it was issued is taken for an old one as long as its end
 * is no later than an old one's can be, which the issuer's other tokens of this kind tell by their time left. Bounded:
 * beyond 100,000 the one that ended first is forgotten, and then its tokens end by themselves. What is remembered depends
 * on what was told alone, and not on when or in which order: so servers that were told the same know the same. For all
 * threads.
 */
final class EndedSessions {

    static final int MAX = 100_000;
    static final Duration TIME = Duration.ofDays(1);
    /** How old a token may have been when it came for the first time. */
    static final Duration MARGIN = Duration.ofMinutes(1);

    private static final Comparator<EndedSession> BY_TIME = Comparator.comparing(EndedSession::at)
            .thenComparing(EndedSession::issuer)
            .thenComparing(EndedSession::subject, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(EndedSession::session, Comparator.nullsFirst(Comparator.naturalOrder()));

    /** What one is found by: {@code session}, or the subject, of tokens that name a session or that name none. */
    private enum Kind {
        SESSION, SUBJECT, SUBJECT_WITHOUT_SESSION
    }

    private record Key(String issuer, Kind kind, String value) {
    }

    /** With the latest end that a token can have which was issued before and does not say when. */
    private record Entry(EndedSession ended, Instant lastExpiry) {

        boolean covers(Caller caller, Instant now) {
            boolean undated = caller.session().issued() == null && !isSessionOf(caller);
            return now.isBefore(ended.at().plus(TIME)) && caller.isOf(ended)
                    && !(undated && caller.expiry().isAfter(lastExpiry));
        }

        private boolean isSessionOf(Caller caller) {
            return ended.session() != null && ended.session().equals(caller.sessionId());
        }

        Entry orLater(Entry other) {
            return BY_TIME.compare(ended, other.ended) > 0 ? this : other;
        }
    }

    private final Clock clock;
    /** All, the one that ended first at the beginning; like the other two guarded by this. */
    private final NavigableSet<EndedSession> all = new TreeSet<>(BY_TIME);
    private final NavigableMap<Long, EndedBucket> buckets = new TreeMap<>();
    /** Those that count: of several with the same key, the one that ended last. */
    private final Map<Key, Entry> counting = new HashMap<>();
    /** Until the first one ends, every handshake is spared the lock. */
    private volatile boolean any;
    /** The longest time left that a token without a date had when it came, by issuer; only trusted issuers are in it. */
    private final Map<String, Duration> longest = new ConcurrentHashMap<>();

    EndedSessions(Clock clock) {
        this.clock = clock;
    }

    /**
     * Learns how long an issuer's tokens live that do not say when they were issued.
     *
     * @param caller of a token that is good and came for the first time; not null
     */
    void learn(Caller caller) {
        if (caller.session().issued() == null) {
            longest.merge(caller.user().id().issuer(), Duration.between(clock.instant(), caller.expiry()),
                    (one, other) -> one.compareTo(other) > 0 ? one : other);
        }
    }

    synchronized void add(EndedSession ended) {
        Instant now = clock.instant();
        if (isOver(ended.bucket(), now) || !all.add(ended)) {
            return;
        }
        any = true;
        EndedBucket bucket = buckets.getOrDefault(ended.bucket(), new EndedBucket(ended.bucket(), 0, 0));
        buckets.put(ended.bucket(), bucket.with(ended));
        Duration life = longest.get(ended.issuer());
        Entry entry = new Entry(ended, life == null ? Instant.MAX : ended.at().plus(life).plus(MARGIN));
        keys(ended).forEach(key -> counting.merge(key, entry, Entry::orLater));
        forgetWhatIsOver(now);
        while (all.size() > MAX) {
            remove(all.first());
        }
    }

    private static boolean isOver(long bucket, Instant now) {
        return !now.isBefore(Instant.ofEpochSecond((bucket + 1) * EndedBucket.SECONDS).plus(TIME));
    }

    private void forgetWhatIsOver(Instant now) {
        while (!all.isEmpty() && isOver(all.first().bucket(), now)) {
            remove(all.first());
        }
    }

    private void remove(EndedSession ended) {
        all.remove(ended);
        buckets.computeIfPresent(ended.bucket(), (number, bucket) -> bucket.without(ended));
        keys(ended).forEach(key -> counting.computeIfPresent(key,
                (same, entry) -> entry.ended().equals(ended) ? null : entry));
    }

    private static List<Key> keys(EndedSession ended) {
        List<Key> keys = new ArrayList<>();
        if (ended.session() != null) {
            keys.add(new Key(ended.issuer(), Kind.SESSION, ended.session()));
        }
        if (ended.subject() != null) {
            Kind kind = ended.session() == null ? Kind.SUBJECT : Kind.SUBJECT_WITHOUT_SESSION;
            keys.add(new Key(ended.issuer(), kind, ended.subject()));
        }
        return keys;
    }

    /** {@return whether a token is of a session that was ended} */
    boolean has(Caller caller) {
        if (!any) {
            return false;
        }
        String issuer = caller.user().id().issuer();
        String subject = caller.user().id().subject();
        List<Key> keys = List.of(new Key(issuer, Kind.SUBJECT, subject), caller.sessionId() != null
                ? new Key(issuer, Kind.SESSION, caller.sessionId())
                : new Key(issuer, Kind.SUBJECT_WITHOUT_SESSION, subject));
        Instant now = clock.instant();
        synchronized (this) {
            return keys.stream().map(counting::get)
                    .anyMatch(entry -> entry != null && entry.covers(caller, now));
        }
    }

    /** {@return what is remembered, to compare it with another server's; never null} */
    synchronized List<EndedBucket> buckets() {
        forgetWhatIsOver(clock.instant());
        return List.copyOf(buckets.values());
    }

    /**
     * Some of one bucket.
     *
     * @param bucket its number
     * @param after the last one that is not wanted; null for none
     * @param max how many to take at most
     * @return in their order; never null
     */
    synchronized List<EndedSession> of(long bucket, EndedSession after, int max) {
        EndedSession start = after != null
                ? after
                : new EndedSession("", null, null, Instant.ofEpochSecond(bucket * EndedBucket.SECONDS));
        return all.tailSet(start, false).stream().takeWhile(ended -> ended.bucket() == bucket).limit(max).toList();
    }

    /** {@return how many there are} */
    synchronized int size() {
        return all.size();
    }
}
