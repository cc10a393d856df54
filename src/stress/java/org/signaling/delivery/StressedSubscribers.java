package org.signaling.delivery;

import java.time.Instant;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.signaling.handshake.Caller;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.settings.Settings;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestSettings;

/** The registry with one user, whose two connections may be all there are. */
final class StressedSubscribers {

    /** Comings and goings are logged, a million times a second here. */
    private static final Logger LOG = Logger.getLogger("org.signaling");
    private static final Caller ALICE = new Caller(new UserInfo(new UserId("https://i", "alice"), "Alice"), Instant.MAX,
            Set.of());
    private static final Settings SETTINGS = settings();

    final Pacer pacer = new Pacer(() -> 0);
    final Subscribers subscribers = new Subscribers(pacer);
    private final long before;

    StressedSubscribers() {
        subscribers.use(SETTINGS, Runnable::run);
        before = subscribers.presence().version();
    }

    private static Settings settings() {
        LOG.setLevel(Level.OFF);
        return TestSettings.with("signaling.limit.connections-per-user", "2", "signaling.limit.connections", "2");
    }

    /** One more connection; null if there is no room. */
    Connection join() {
        return subscribers.join(new FakeSession().session(), ALICE, false, Long.MAX_VALUE).orElse(null);
    }

    int users() {
        return subscribers.userCount();
    }

    int connections() {
        return subscribers.connectionCount();
    }

    /** How many comings and goings the others are told of. */
    int events() {
        return (int) (subscribers.presence().version() - before);
    }
}
