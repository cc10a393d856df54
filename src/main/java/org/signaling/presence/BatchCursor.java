package org.signaling.presence;

import java.util.concurrent.atomic.AtomicLong;
import org.signaling.message.UserId;
import org.signaling.presence.PresenceLog.Batch;
import org.signaling.presence.PresenceLog.Everybody;

/**
 * For clients that take numbered batches (subprotocol {@code signaling.presence.v1}): all that changed since the last
 * frame in one frame, without what cancels out. Nothing is said before the client told what it knows.
 */
final class BatchCursor extends PresenceCursor {

    /** Nobody told yet what the client knows. */
    private static final long SILENT = -1;
    /** The client knows nothing that the log still has. */
    private static final long NOTHING = 0;
    /** A batch of more events than these is long. */
    private static final int LONG = 256;

    private final UserId self;
    /** The number of the last event that the client knows. */
    private long position = SILENT;
    /** What the client last told that it knows, until it is taken up; the client's thread writes it. */
    private final AtomicLong resumed = new AtomicLong(SILENT);

    /**
     * @param log what to read; not null
     * @param self the connection's user; not null
     * @param viewer what the user may see; not null
     */
    BatchCursor(PresenceLog log, UserId self, Viewer viewer) {
        super(log, viewer);
        this.self = self;
    }

    @Override
    public boolean pending(long now) {
        return resumed.get() != SILENT || (position == NOTHING
                ? listReady(now)
                : position != SILENT && position < log.told(now));
    }

    @Override
    public boolean postponed() {
        return log.crowd() && position != SILENT && log.version() - position > LONG;
    }

    @Override
    public boolean longDue(long now) {
        return position == NOTHING ? listReady(now) : position != SILENT && log.told(now) - position > LONG;
    }

    @Override
    public String next(long now) {
        return next(now, !log.crowd());
    }

    @Override
    public String longNext(long now) {
        return next(now, true);
    }

    private String next(long now, boolean alsoLong) {
        long known = resumed.getAndSet(SILENT);
        if (known != SILENT) {
            // whoever saw other circles then may know too much and too little
            position = log.keepsAfter(known) && log.sawAlikeSince(known, self, viewer) ? known : NOTHING;
        }
        if (!alsoLong && longDue(now)) {
            return null;
        }
        long told = log.told(now);
        while (position > NOTHING && position < told) {
            Batch batch = log.batch(position, told, viewer);
            if (batch == null) {
                position = NOTHING;
            } else {
                position = batch.version();
                if (batch.frame() != null) {
                    log.countChange();
                    return batch.frame();
                }
            }
        }
        if (position != NOTHING || !alsoLong || !listReady(now)) {
            return null;
        }
        Everybody everybody = log.everybody(viewer, now);
        position = everybody.version();
        return everybody.frame();
    }

    @Override
    public void resume(long version) {
        ask();
        resumed.set(Math.max(version, NOTHING));
    }
}
