package org.signaling.presence;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.signaling.message.MessageWriter;
import org.signaling.presence.PresenceLog.Batch;
import org.signaling.presence.PresenceLog.Event;

/** What changed between two states of the log, in one message. For all threads. */
final class Batches {

    /** How many events one batch covers at most. */
    static final int BATCH = 1_024;

    private record Key(Viewer viewer, long after) {
    }

    private final PresenceLog log;
    private final StateCache<Key, Batch> made = new StateCache<>(
            batch -> batch.frame() == null ? 0 : batch.frame().length());

    /**
     * @param log what changes; not null
     */
    Batches(PresenceLog log) {
        this.log = log;
    }

    /**
     * What changed between two states. It is encoded once for all who know the same and see the same.
     *
     * @param after the number of the last event that is known
     * @param told the number of the last event to tell of; later than that one
     * @param viewer what the one who is told may see; not null
     * @return the batch; null if events that it would cover are no longer kept
     */
    Batch between(long after, long told, Viewer viewer) {
        if (!log.keepsAfter(after)) {
            return null;
        }
        Batch batch = made.get(told, new Key(viewer, after), () -> make(after, told, viewer));
        return batch.version() > after ? batch : null;
    }

    /** Covers nothing where the events were overtaken meanwhile. */
    private Batch make(long after, long told, Viewer viewer) {
        List<Event> news = log.eventsAfter(after, (int) Math.min(BATCH, told - after));
        Map<String, Boolean> changed = new LinkedHashMap<>();
        for (Event event : news) {
            // a user's events alternate, so that the second one takes the first one back
            if (viewer.sees(event.viewer())
                    && (event.previous() <= after || changed.remove(event.user()) == null)) {
                changed.put(event.user(), event.online());
            }
        }
        long to = news.isEmpty() ? after : news.get(news.size() - 1).version();
        String frame = changed.isEmpty()
                ? null
                : MessageWriter.presence(to, those(changed, true), those(changed, false));
        return new Batch(after, to, frame);
    }

    private static Collection<String> those(Map<String, Boolean> changed, boolean isOnline) {
        return changed.entrySet().stream().filter(user -> user.getValue() == isOnline).map(Map.Entry::getKey).toList();
    }
}
