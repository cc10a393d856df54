package org.signaling.handshake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.signaling.message.EndedSession;

/**
 * The sessions that were ended before their tokens: these open nothing any more. Each is remembered for a day, which is
 * longer than access tokens live. A token that does not say when it was issued is taken for an old one as long as its end
 * is no later than an old one's can be, which the issuer's other tokens of this kind tell by their time left.
 * Bounded: beyond 100,000 the oldest is forgotten, and then its tokens end by themselves. For all threads.
 */
final class EndedSessions {

    static final int MAX = 100_000;
    static final Duration TIME = Duration.ofDays(1);
    /** How old a token may have been when it came for the first time. */
    static final Duration MARGIN = Duration.ofMinutes(1);

    /** What an entry is found by: {@code session}, or the subject, of tokens that name a session or that name none. */
    private enum Kind {
        SESSION, SUBJECT, SUBJECT_WITHOUT_SESSION
    }

    private record Key(String issuer, Kind kind, String value) {
    }

    /** With the latest end that a token can have which was issued before and does not say when. */
    private record Entry(EndedSession ended, Instant until, Instant lastExpiry) {

        boolean covers(Caller caller) {
            boolean undated = caller.session().issued() == null && !isSessionOf(caller);
            return caller.isOf(ended) && !(undated && caller.expiry().isAfter(lastExpiry));
        }

        private boolean isSessionOf(Caller caller) {
            return ended.session() != null && ended.session().equals(caller.session().id());
        }
    }

    private final Clock clock;
    /** In the order in which they came; guarded by itself. */
    private final Map<Key, Entry> entries = new LinkedHashMap<>();
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

    void add(EndedSession ended) {
        if (ended.session() != null) {
            put(new Key(ended.issuer(), Kind.SESSION, ended.session()), ended);
        }
        if (ended.subject() != null) {
            Kind kind = ended.session() == null ? Kind.SUBJECT : Kind.SUBJECT_WITHOUT_SESSION;
            put(new Key(ended.issuer(), kind, ended.subject()), ended);
        }
    }

    private void put(Key key, EndedSession ended) {
        Instant now = clock.instant();
        any = true;
        synchronized (entries) {
            Entry before = entries.remove(key);
            boolean older = before != null && before.ended().at().isAfter(ended.at());
            EndedSession last = older ? before.ended() : ended;
            Duration life = longest.get(last.issuer());
            Instant lastExpiry = life == null ? Instant.MAX : last.at().plus(life).plus(MARGIN);
            entries.put(key, new Entry(last, now.plus(TIME), lastExpiry));
            Iterator<Entry> oldest = entries.values().iterator();
            for (Entry entry = oldest.next(); entries.size() > MAX || !now.isBefore(entry.until()); entry = oldest
                    .next()) {
                oldest.remove();
            }
        }
    }

    /** {@return whether a token is of a session that was ended} */
    boolean has(Caller caller) {
        if (!any) {
            return false;
        }
        String issuer = caller.user().id().issuer();
        String subject = caller.user().id().subject();
        List<Key> keys = new ArrayList<>(List.of(new Key(issuer, Kind.SUBJECT, subject)));
        keys.add(caller.session().id() != null
                ? new Key(issuer, Kind.SESSION, caller.session().id())
                : new Key(issuer, Kind.SUBJECT_WITHOUT_SESSION, subject));
        Instant now = clock.instant();
        synchronized (entries) {
            return keys.stream().map(entries::get)
                    .anyMatch(entry -> entry != null && now.isBefore(entry.until()) && entry.covers(caller));
        }
    }

    /** {@return how many entries there are} */
    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }
}
