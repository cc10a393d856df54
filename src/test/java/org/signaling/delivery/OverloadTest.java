package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestSettings;

/** When the server takes itself for overloaded, on a clock that the test moves: users send, and answer pings, late or not. */
class OverloadTest {

    private static final long MILLI = 1_000_000L;
    private static final long STEP = 10 * MILLI;

    private long now = 77;
    private final Pacer pacer = new Pacer(() -> now);
    private final Subscribers subscribers = new Subscribers(pacer);
    private final List<Boolean> told = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final Map<Connection, FakeSession> sessions = new HashMap<>();
    private final Map<Connection, Integer> pings = new HashMap<>();
    private final Map<Long, List<Connection>> answers = new HashMap<>();
    /** How late each connection's answers are read, in milliseconds. */
    private final Map<Connection, Long> lateness = new HashMap<>();

    @BeforeEach
    void begin() {
        subscribers.use(TestSettings.with(), Runnable::run);
        subscribers.overload().tell(told::add);
    }

    private void join(int users) {
        for (int i = 0; i < users; i++) {
            FakeSession session = new FakeSession();
            UserInfo user = new UserInfo(new UserId("https://i", "user-" + connections.size()), null);
            Connection connection = subscribers
                    .join(session.session(), new Caller(user, Instant.MAX, Set.of()), false, Long.MAX_VALUE)
                    .orElseThrow();
            connections.add(connection);
            sessions.put(connection, session);
            pings.put(connection, 0);
        }
    }

    private void answersComeAfter(long millis, List<Connection> some) {
        some.forEach(connection -> lateness.put(connection, millis));
    }

    /** All send twice a second, and their clients answer what they are asked. */
    private void pass(long millis) {
        for (long end = now + millis * MILLI; now - end < 0; now += STEP) {
            pacer.beginRound(now);
            int turn = (int) (now / STEP % 50);
            for (int i = turn; i < connections.size(); i += 50) {
                connections.get(i).heard();
                subscribers.overload().heardFrom(connections.get(i));
            }
            connections.forEach(this::askedIsAnsweredLater);
            List.copyOf(answers.keySet()).stream().filter(due -> due - now <= 0)
                    .forEach(due -> answers.remove(due).forEach(Connection::answered));
        }
    }

    private void askedIsAnsweredLater(Connection connection) {
        int asked = sessions.get(connection).pings();
        if (asked != pings.put(connection, asked)) {
            answers.computeIfAbsent(now + lateness.getOrDefault(connection, 20L) * MILLI, due -> new ArrayList<>())
                    .add(connection);
        }
    }

    private void pauseOfTheJvm(long millis) {
        now += millis * MILLI;
    }

    @Test
    void aServerThatReadsInTimeIsNotOverloaded() {
        join(40);
        pass(60_000);

        assertThat(told).isEmpty();
        assertThat(subscribers.overload().rate()).isInfinite();
        assertThat(subscribers.overload().delay()).isBetween(Duration.ofMillis(10),
                Duration.ofMillis(50));
    }

    @Test
    void whenMostFramesWaitForSecondsNobodyIsLetInAndTheRateFallsUntilTheyWaitNoLonger() {
        join(200);
        pass(10_000);
        answersComeAfter(13_000, connections);

        pass(12_000);
        assertThat(told).containsExactly(true);
        pass(8_000);
        assertThat(subscribers.overload().now()).isTrue();
        assertThat(subscribers.overload().rate()).isEqualTo(Overload.LEAST_RATE);
        assertThat(subscribers.overload().delay()).isGreaterThan(Duration.ofSeconds(2));

        answersComeAfter(20, connections);
        pass(25_000);
        assertThat(told).containsExactly(true, false);
        assertThat(subscribers.overload().rate()).isBetween(Overload.LEAST_RATE, 50.0);
        pass(60_000);
        assertThat(subscribers.overload().rate()).isInfinite();
        assertThat(subscribers.overload().begun()).isEqualTo(1);
    }

    /** What they have sent may wait unread: the rest of a message, an answer to a ping. */
    @Test
    void whileTheServerIsBehindNobodyIsClosedForWhatIsNotReadInTime() {
        join(40);
        pass(10_000);
        answersComeAfter(13_000, connections);
        pass(4_000);

        connections.forEach(Connection::messageBegins);
        pass(2 * TimeUnit.NANOSECONDS.toMillis(Arrival.TIME));
        assertThat(told).containsExactly(true);
        assertThat(connections).allMatch(Connection::isOpen);

        answersComeAfter(20, connections);
        pass(40_000);
        assertThat(told).containsExactly(true, false);
        assertThat(connections).as("a message that is late by the server's own time").noneMatch(Connection::isOpen);
    }

    @Test
    void delaysUnderASecondAreNoOverload() {
        join(40);
        answersComeAfter(950, connections);
        pass(60_000);

        assertThat(told).isEmpty();
    }

    @Test
    void aPauseOfTheJvmIsNoOverload() {
        join(40);
        for (int i = 0; i < 3; i++) {
            pass(20_000);
            pauseOfTheJvm(4_000);
        }
        pass(20_000);

        assertThat(told).isEmpty();
    }

    @Test
    void clientsThatAnswerLateOrNeverAreNotTheServersFaultWhileMostAnswerInTime() {
        join(40);
        answersComeAfter(30_000, connections.subList(0, 16));
        pass(60_000);

        assertThat(told).isEmpty();
    }

    @Test
    void oneUserWithManyConnectionsThatDoNotAnswerMakesTheServerLookNoWorse() {
        join(20);
        UserInfo eve = new UserInfo(new UserId("https://i", "eve"), null);
        for (int i = 0; i < 90; i++) {
            FakeSession session = new FakeSession();
            Connection connection = subscribers
                    .join(session.session(), new Caller(eve, Instant.MAX, Set.of()), false, Long.MAX_VALUE)
                    .orElseThrow();
            connections.add(0, connection);
            sessions.put(connection, session);
            pings.put(connection, 0);
        }
        answersComeAfter(60_000, connections.subList(0, 90));
        pass(60_000);

        assertThat(told).isEmpty();
    }

    @Test
    void clientsThatLeaveWithoutAnAnswerSayNothing() {
        join(40);
        answersComeAfter(60_000, connections);
        for (int i = 0; i < 15; i++) {
            pass(1_000);
            subscribers.openConnections().forEach(connection -> {
                subscribers.leave(connection);
                connections.remove(connection);
            });
            join(40);
            answersComeAfter(60_000, connections);
        }

        assertThat(told).isEmpty();
    }

    @Test
    void aFewUsersSayNothing() {
        join(Sentinels.LEAST - 1);
        answersComeAfter(10_000, connections);
        pass(60_000);

        assertThat(told).isEmpty();
    }

    @Test
    void aPacerThatIsAlwaysLateIsOverloadedThoughNobodySendsAnything() {
        for (int i = 0; i < 20; i++) {
            pass(10);
            pauseOfTheJvm(3_000);
        }

        assertThat(told).containsExactly(true);
        pass(20_000);
        assertThat(told).containsExactly(true, false);
    }

    @Test
    void whoIsSilentIsNotPingedForIt() {
        join(10);
        List<Connection> silent = List.copyOf(connections);
        connections.clear();
        join(10);
        pass(20_000);

        assertThat(silent).allSatisfy(connection -> assertThat(sessions.get(connection).pings()).isZero());
        assertThat(connections).allSatisfy(connection -> assertThat(sessions.get(connection).pings()).isBetween(2, 5));
    }

    @Test
    void aSettingSwitchesItOff() {
        subscribers.use(TestSettings.with("signaling.limit.delay", "0"), Runnable::run);
        subscribers.overload().tell(told::add);
        join(40);
        answersComeAfter(13_000, connections);
        pass(40_000);

        assertThat(told).isEmpty();
        assertThat(connections).allSatisfy(connection -> assertThat(sessions.get(connection).pings()).isZero());
    }
}
