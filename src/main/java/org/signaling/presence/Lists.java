package org.signaling.presence;

import java.util.List;
import java.util.function.BiFunction;
import org.signaling.presence.PresenceLog.Everybody;

/**
 * Everybody whom a user sees, in one kind of message: encoded once for each state of the log and each view. For all
 * threads.
 */
final class Lists {

    private final PresenceLog log;
    private final BiFunction<Long, List<String>, String> encoder;
    private final StateCache<Viewer, Everybody> limited = new StateCache<>(list -> list.frame().length());
    /** For those who see all: nearly always everybody. */
    private volatile Everybody last;

    /**
     * @param log what is listed; not null
     * @param encoder makes the message from a number and the users' JSON; not null
     */
    Lists(PresenceLog log, BiFunction<Long, List<String>, String> encoder) {
        this.log = log;
        this.encoder = encoder;
        this.last = new Everybody(log.version(), encoder.apply(log.version(), List.of()));
    }

    /** The message of whom a user sees now. */
    Everybody now(Viewer viewer) {
        if (!viewer.all()) {
            return limited.get(log.version(), viewer, () -> log.list(viewer, encoder));
        }
        if (last.version() != log.version()) {
            encode(viewer);
        }
        return last;
    }

    private synchronized void encode(Viewer viewer) {
        if (last.version() != log.version()) {
            last = log.list(viewer, encoder);
        }
    }
}
