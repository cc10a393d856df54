package org.signaling.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.signaling.cluster.Item.EndedPart;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;

/**
 * Brings another server the ended sessions that it does not know: those of a cut, and all of those for one that has just
 * started. It says what it knows, in buckets by time; this side sends it what it has of each that differs, the newest
 * first. As the other one does the same, both know the same soon. For one thread.
 */
final class EndedSync {

    /** How many sessions one word of the other side is answered with at most; the next one follows 2 s later. */
    static final int ROUND = 5_000;
    /** How many go into one item. */
    private static final int PART = 200;

    private final Home home;
    /** Where the last answer ended within a bucket that it did not bring to its end; null if it did. */
    private EndedSession last;

    /**
     * @param home knows the ended sessions; not null
     */
    EndedSync(Home home) {
        this.home = home;
    }

    /**
     * {@return what to send, encoded; never null}
     *
     * @param theirs what the other side knows; not null
     */
    List<byte[]> answer(List<EndedBucket> theirs) {
        Set<EndedBucket> known = Set.copyOf(theirs);
        List<Long> differing = home.endedBuckets().stream().filter(ours -> !known.contains(ours))
                .map(EndedBucket::number).sorted(Comparator.reverseOrder()).toList();
        List<EndedSession> found = new ArrayList<>();
        EndedSession from = last;
        last = null;
        for (long bucket : differing) {
            int room = ROUND - found.size();
            List<EndedSession> some = room == 0
                    ? List.of()
                    : home.ended(bucket, from != null && from.bucket() == bucket ? from : null, room);
            found.addAll(some);
            if (room > 0 && some.size() == room) {
                last = some.get(room - 1);
            }
        }
        List<byte[]> parts = new ArrayList<>();
        for (int start = 0; start < found.size(); start += PART) {
            parts.add(ItemCodec.encode(new EndedPart(found.subList(start, Math.min(start + PART, found.size())))));
        }
        return parts;
    }
}
