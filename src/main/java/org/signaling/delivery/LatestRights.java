package org.signaling.delivery;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.signaling.message.Rights;
import org.signaling.message.UserId;

/**
 * The rights of users who came with an older token as well, until the newer one ends: an older one gives no others, even
 * when all of the user's connections are gone meanwhile, as they are after they were closed for it. Of most users there is
 * nothing to remember. Bounded: beyond {@value #MAX} the oldest is forgotten, and then the older token counts again until
 * it ends. For all threads.
 */
final class LatestRights {

    static final int MAX = 10_000;

    private final InstantSource clock;
    /** The oldest first; guarded by itself. */
    private final Map<UserId, Rights> latest = new LinkedHashMap<>();

    /**
     * @param clock tells which tokens have ended; not null
     */
    LatestRights(InstantSource clock) {
        this.clock = clock;
    }

    /** Remembers the rights of a user; never older ones than before. */
    void remember(Rights rights) {
        UserId user = rights.user().id();
        synchronized (latest) {
            latest.put(user, rights.orNewer(latest.remove(user)));
            if (latest.size() > MAX) {
                latest.remove(latest.keySet().iterator().next());
            }
        }
    }

    /**
     * {@return the rights that count for a user who comes with a token; never null}
     *
     * @param rights those of the token; not null
     */
    Rights counting(Rights rights) {
        UserId user = rights.user().id();
        synchronized (latest) {
            Rights known = latest.get(user);
            if (known != null && clock.instant().getEpochSecond() >= known.expires()) {
                latest.remove(user);
                known = null;
            }
            return rights.orNewer(known);
        }
    }

    /** {@return of how many users something is remembered} */
    int size() {
        synchronized (latest) {
            return latest.size();
        }
    }
}
