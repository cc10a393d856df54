package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.settings.LimitSettings;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestMessage;
import org.signaling.testing.TestSettings;

/** Where the pacer gets no processor, those who bring messages send some. */
class HelpingTest {

    private static final long MILLI = 1_000_000L;
    private static final UserId SENDER = new UserId("https://i", "sender");
    private static final UserInfo ALICE = new UserInfo(new UserId("https://i", "alice"), null);

    private long now = TimeUnit.SECONDS.toNanos(5);
    private LongUnaryOperator course = time -> time;
    private final Pacer pacer = new Pacer(() -> now = course.applyAsLong(now));
    private final Subscribers subscribers = new Subscribers(pacer);
    private final FakeSession session = new FakeSession("signaling.presence.v1");
    private Connection alice;

    @BeforeEach
    void aliceHasBeenSentOneMessageAndWaitsForTwoMore() {
        subscribers.use(TestSettings.with(), Runnable::run);
        alice = subscribers.join(session.session(), new Caller(ALICE, Instant.MAX, Set.of()), true, Long.MAX_VALUE)
                .orElseThrow();
        for (String frame : new String[]{"one", "two", "three"}) {
            subscribers.deliver(SENDER, ALICE.id(), frame, new TestMessage());
        }
        assertThat(session.takeFrames()).containsExactly("one");
    }

    @Test
    void whoBringsAMessageServesAConnectionThatIsOverdueOnceEach100Milliseconds() {
        now += Pacer.PACE + Pacer.HELP + 1;
        alice.helpPacer();
        assertThat(session.takeFrames()).containsExactly("two");

        now += Pacer.PACE - 1;
        alice.helpPacer();
        assertThat(session.takeFrames()).isEmpty();
        now += Pacer.HELP + 2;
        alice.helpPacer();
        assertThat(session.takeFrames()).containsExactly("three");
    }

    @Test
    void aPacerThatIsInTimeIsLeftAlone() {
        now += Pacer.PACE + Pacer.HELP;
        alice.helpPacer();

        assertThat(session.takeFrames()).isEmpty();
        pacer.beginRound(now);
        assertThat(session.takeFrames()).containsExactly("two");
    }

    private FakeSession[] usersWithTwoMessages(int count) {
        FakeSession[] sessions = idleUsers("user-", count);
        for (int i = 0; i < count; i++) {
            for (String frame : new String[]{"one", "two"}) {
                subscribers.deliver(SENDER, new UserId("https://i", "user-" + i), frame, new TestMessage());
            }
            assertThat(sessions[i].takeFrames()).contains("one");
        }
        return sessions;
    }

    private FakeSession[] idleUsers(String name, int count) {
        FakeSession[] sessions = new FakeSession[count];
        for (int i = 0; i < count; i++) {
            sessions[i] = new FakeSession();
            subscribers.join(sessions[i].session(),
                    new Caller(new UserInfo(new UserId("https://i", name + i), null), Instant.MAX, Set.of()), false,
                    Long.MAX_VALUE);
        }
        return sessions;
    }

    @Test
    void aRoundThatCannotServeAllInItsTimeGoesOnInTheNextOne() {
        FakeSession[] sessions = usersWithTwoMessages(20);
        now += Pacer.PACE;
        course = time -> time + 50 * MILLI; // nothing can be done in less

        pacer.beginRound(now);
        long served = served(sessions);
        assertThat(served).isBetween(1L, 10L);
        for (int round = 0; round < 20; round++) {
            pacer.beginRound(now);
        }
        assertThat(served + served(sessions)).isEqualTo(sessions.length);
    }

    @Test
    void allWhoAreDueAreServedBeforePresenceAndChecksGetTheirTimeAgain() {
        idleUsers("idle-", 300);
        for (int round = 0; round < 30; round++) {
            now += Pacer.PACE;
            pacer.beginRound(now);
        }
        FakeSession[] sessions = usersWithTwoMessages(20);
        now += Pacer.PACE + Pacer.HELP + 1;
        course = time -> time + MILLI / 5;

        pacer.beginRound(now);

        assertThat(served(sessions)).isEqualTo(sessions.length);
    }

    private static long served(FakeSession... sessions) {
        return IntStream.range(0, sessions.length).filter(i -> sessions[i].takeFrames().contains("two")).count();
    }

    @Test
    void aPacerThatIsLateWithItsConnectionsAgainAndAgainIsOverloadedThoughItsRoundsAreInTime() {
        LimitSettings limits = TestSettings.with().limits();
        Overload overload = new Overload(limits);
        long late = limits.delay().toNanos() + 1;
        for (int i = 0; i < 8; i++) {
            overload.tick(now += Overload.TICK, late);
        }
        assertThat(overload.now()).isFalse();

        for (int i = 0; i < 12; i++) {
            overload.tick(now += Overload.TICK, late);
        }
        assertThat(overload.now()).isTrue();
        for (long i = 0; i < TimeUnit.SECONDS.toNanos(10) / Overload.TICK; i++) {
            overload.tick(now += Overload.TICK, -1);
        }
        assertThat(overload.now()).isFalse();
    }
}
