package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.presence.PresenceLog;
import org.signaling.presence.PresenceLog.Style;
import org.signaling.presence.Viewer;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestSettings;

/** How much of a processor lists take. */
class ListQueueTest {

    private static final int CROWD = 1_000;
    /** Every look at the clock takes so long, and so does the work between two of them. */
    private static final long LOOK = TimeUnit.MICROSECONDS.toNanos(500);

    private long now = 77;
    private boolean late;
    private final Pacer pacer = new Pacer(() -> now);
    private final ListQueue lists = new ListQueue(Runnable::run, () -> now += LOOK, time -> true, time -> late);
    private final PresenceLog log = new PresenceLog(true);
    private final List<FakeSession> sessions = new ArrayList<>();

    private static UserInfo user(int number) {
        return new UserInfo(new UserId("https://i", "user" + number), null);
    }

    private void everybodyAsks() {
        pacer.watch(new AllConnections(List.of(), () -> 0, time -> 0));
        pacer.eachRound(lists::serve);
        for (int i = 0; i < CROWD; i++) {
            log.online(user(i), Viewer.ANYBODY);
        }
        for (int i = 0; i < CROWD; i++) {
            FakeSession session = new FakeSession();
            sessions.add(session);
            new Connection(session.session(), new Caller(user(i), Instant.MAX, Set.of()), Long.MAX_VALUE / 2,
                    log.cursor(Style.EVENTS, Long.MAX_VALUE, user(i).id(), Viewer.ANYBODY), TestSettings.with(), pacer,
                    Runnable::run, new FrameSender(Runnable::run, lists), gone -> {
                    }).answerUserList();
        }
    }

    /** How many lists leave within half a second. */
    private long listsInHalfASecond() {
        sessions.forEach(FakeSession::takeFrames);
        for (long end = now + TimeUnit.MILLISECONDS.toNanos(500); now < end; now += TimeUnit.MILLISECONDS.toNanos(1)) {
            pacer.beginRound(now);
        }
        return sessions.stream().filter(session -> !session.takeFrames().isEmpty()).count();
    }

    @Test
    void whileMessagesAreLateListsAreFewAndComeNeverthelessUntilTheyAreNot() {
        everybodyAsks();
        long usually = listsInHalfASecond();

        late = true;
        long whileLate = listsInHalfASecond();
        late = false;

        assertThat(whileLate).isBetween(1L, usually / 3);
        assertThat(listsInHalfASecond()).isGreaterThan(usually / 2);
    }
}
