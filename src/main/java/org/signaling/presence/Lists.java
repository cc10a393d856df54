package org.signaling.presence;

import java.util.List;
import java.util.function.BiFunction;
import org.signaling.presence.PresenceLog.Everybody;

/**
 * Everybody whom a user sees, in one kind of message: encoded once for each state that is told and each view. For all
 * threads.
 */
final class Lists {

    /** A list, and the state that it was made for; it may be newer than that. */
    private record Made(long told, Everybody everybody) {
    }

    private final PresenceLog log;
    private final BiFunction<Long, List<String>, String> encoder;
    private final StateCache<Viewer, Everybody> limited = new StateCache<>(list -> list.frame().length());
    /** For those who see all: nearly always everybody. */
    private volatile Made last = new Made(-1, null);

    /**
     * @param log what is listed; not null
     * @param encoder makes the message from a number and the users' JSON; not null
     */
    Lists(PresenceLog log, BiFunction<Long, List<String>, String> encoder) {
        this.log = log;
        this.encoder = encoder;
    }

    /**
     * The message of whom a user sees.
     *
     * @param viewer what the user may see; not null
     * @param told the state that it is made for, and no older than that
     */
    Everybody at(long told, Viewer viewer) {
        if (!viewer.all()) {
            return limited.get(told, viewer, () -> log.list(viewer, encoder));
        }
        Made made = last;
        return made.told() == told ? made.everybody() : make(told, viewer);
    }

    private synchronized Everybody make(long told, Viewer viewer) {
        if (last.told() < told) {
            last = new Made(told, log.list(viewer, encoder));
        }
        return last.everybody();
    }
}
