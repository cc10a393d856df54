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

    /** How many events one batch covers at the most. */
    static final int BATCH = 1_024;

    private record Key(Viewer viewer, long after) {
    }

    private final PresenceLog log;
    private final StateCache<Key, Batch> limited = new StateCache<>(
            batch -> batch.frame() == null ? 0 : batch.frame().length());
    /** For those who see all: idle connections are all told the same. */
    private volatile Batch last = new Batch(0, 0, null);

    /**
     * @param log what changes; not null
     */
    Batches(PresenceLog log) {
        this.log = log;
    }

    /**
     * What changed after an event.
     *
     * @param after the number of the last event that is known; there must be later ones
     * @param viewer what the one who is told may see; not null
     * @return the batch; null if events that it would cover are no longer kept
     */
    Batch after(long after, Viewer viewer) {
        long version = log.version();
        if (!log.keepsAfter(after)) {
            return null;
        }
        if (!viewer.all()) {
            Batch batch = limited.get(version, new Key(viewer, after), () -> make(after, viewer));
            return batch.version() > after ? batch : null;
        }
        Batch known = last;
        if (known.after() == after && known.version() == Math.min(version, after + BATCH)) {
            return known;
        }
        Batch batch = make(after, viewer);
        if (batch.version() <= after) {
            return null;
        }
        last = batch;
        return batch;
    }

    /** Covers nothing where the events were overtaken meanwhile. */
    private Batch make(long after, Viewer viewer) {
        List<Event> news = log.eventsAfter(after, BATCH);
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
