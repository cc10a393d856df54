package org.signaling.presence;

import java.util.concurrent.atomic.AtomicLong;
import org.signaling.message.UserId;
import org.signaling.presence.PresenceLog.Batch;
import org.signaling.presence.PresenceLog.Everybody;

/**
 * For clients that take numbered batches (subprotocol {@code signaling.presence.v1}): all that changed since the last
 * frame in one frame, without what cancels out. Nothing is said before the client told what it knows.
 */
final class BatchCursor implements PresenceCursor {

    /** Nobody told yet what the client knows. */
    private static final long SILENT = -1;
    /** The client knows nothing that the log still has. */
    private static final long NOTHING = 0;

    private final PresenceLog log;
    private final UserId self;
    private final Viewer viewer;
    /** The number of the last event that the client knows. */
    private long position = SILENT;
    /** What the client last told that it knows, until it is taken up; the client's thread writes it. */
    private final AtomicLong told = new AtomicLong(SILENT);

    /**
     * @param log what to read; not null
     * @param self the connection's user; not null
     * @param viewer what the user may see; not null
     */
    BatchCursor(PresenceLog log, UserId self, Viewer viewer) {
        this.log = log;
        this.self = self;
        this.viewer = viewer;
    }

    @Override
    public boolean pending(long now) {
        return told.get() != SILENT || position != SILENT && position != log.version();
    }

    @Override
    public boolean fewPending() {
        return false;
    }

    @Override
    public String next(long now) {
        long known = told.getAndSet(SILENT);
        if (known != SILENT) {
            // whoever saw other circles then may know too much and too little
            position = log.keepsAfter(known) && log.sawAlikeSince(known, self, viewer) ? known : NOTHING;
        }
        while (position != SILENT && position != log.version()) {
            Batch batch = position == NOTHING ? null : log.batchAfter(position, viewer);
            if (batch == null) {
                Everybody everybody = log.everybody(viewer);
                position = everybody.version();
                return everybody.frame();
            }
            position = batch.version();
            if (batch.frame() != null) {
                log.countChange();
                return batch.frame();
            }
        }
        return null;
    }

    @Override
    public String list(long now) {
        return log.userList(viewer).frame();
    }

    @Override
    public void resume(long version) {
        told.set(Math.max(version, NOTHING));
    }
}
