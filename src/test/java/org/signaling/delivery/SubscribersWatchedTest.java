package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.handshake.SignInSession;
import org.signaling.message.Delivery;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.FakeSession;
import org.signaling.testing.LogLines;
import org.signaling.testing.TestMessage;

/** What an operator sees of subscribers and does to them, on a clock that the test moves. */
class SubscribersWatchedTest {

    private static final UserId SENDER = new UserId("https://i", "sender");
    private static final UserInfo ALICE = new UserInfo(new UserId("https://i", "alice"), "Alice");
    private static final UserInfo BOB = new UserInfo(new UserId("https://i", "bob"), "Bob");

    private final DrivenSubscribers driven = new DrivenSubscribers();
    private final Subscribers subscribers = driven.subscribers();
    private final FakeSession alice = new FakeSession();
    private final FakeSession bob = new FakeSession();

    private Connection join(FakeSession session, UserInfo user) {
        return subscribers.join(session.session(), new Caller(user, Instant.MAX, Set.of()), false, Long.MAX_VALUE)
                .orElseThrow();
    }

    private void deliver(UserInfo target, String... frames) {
        for (String frame : frames) {
            assertThat(subscribers.deliver(SENDER, target.id(), frame, new TestMessage())).isEqualTo(Delivery.TAKEN);
        }
    }

    private List<FakeSession> joinAsMany(int users) {
        List<FakeSession> sessions = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            sessions.add(new FakeSession());
            join(sessions.get(i), user(i));
        }
        return sessions;
    }

    private static UserInfo user(int number) {
        return new UserInfo(new UserId("https://i", "user" + number), null);
    }

    @Test
    void aDrainClosesTheConnectionsEvenlySpreadOverTheTime() {
        List<FakeSession> sessions = joinAsMany(100);
        subscribers.drain(Duration.ofSeconds(10));

        for (int second = 1; second <= 9; second++) {
            driven.pass(1_000);
            assertThat(subscribers.connectionCount()).isEqualTo(100 - 10 * second);
        }
        FakeSession late = new FakeSession();
        join(late, BOB);
        driven.pass(1_000);
        assertThat(subscribers.connectionCount()).isZero();
        assertThat(subscribers.userCount()).isZero();
        assertThat(late.closed().getCloseCode()).isEqualTo(CloseCodes.SERVICE_RESTART);
        assertThat(sessions).allSatisfy(
                session -> assertThat(session.closed().getCloseCode()).isEqualTo(CloseCodes.SERVICE_RESTART));
    }

    @Test
    void whenNobodyWasLookedAtForAWhileAFewAreLookedAtInEachRoundUntilItIsAll() {
        List<FakeSession> sessions = joinAsMany(600);
        driven.pass(2_000);
        driven.stop(30_000);

        driven.pass(0);
        assertThat(sessions.stream().filter(session -> session.pings() == 1)).hasSize(256);
        // whose turn it is not just now, because of a list, is pinged when it comes
        driven.pass(200);
        assertThat(sessions).allSatisfy(session -> assertThat(session.pings()).isEqualTo(1));
    }

    @Test
    void aDrainInNoTimeClosesAllAtOnceAndACancelledOneClosesNoMore() {
        join(alice, ALICE);
        join(bob, BOB);
        subscribers.drain(Duration.ofSeconds(10));
        driven.pass(5_001);
        subscribers.cancelDrain();
        driven.pass(20_000);
        assertThat(subscribers.connectionCount()).isEqualTo(1);

        subscribers.drain(Duration.ZERO);
        driven.pass(1);
        assertThat(subscribers.connectionCount()).isZero();
    }

    @Test
    void anOperatorClosesAllConnectionsOfOneUserAndNoOther() {
        FakeSession phone = new FakeSession();
        join(alice, ALICE);
        join(bob, BOB);
        join(phone, BOB);
        CloseReason reason = new CloseReason(CloseCodes.VIOLATED_POLICY, "not here");

        assertThat(subscribers.disconnect(BOB.id(), reason)).isEqualTo(2);
        assertThat(subscribers.disconnect(BOB.id(), reason)).isZero();

        assertThat(bob.closed().getReasonPhrase()).isEqualTo("not here");
        assertThat(phone.closed().getCloseCode()).isEqualTo(CloseCodes.VIOLATED_POLICY);
        assertThat(subscribers.openConnections()).singleElement()
                .satisfies(connection -> assertThat(connection.caller().user()).isEqualTo(ALICE));
    }

    @Test
    void whatAScrapeReadsIsCountedWhereItHappens() {
        join(alice, ALICE);
        Connection bobs = join(bob, BOB);
        deliver(BOB, "1", "2", "3");
        assertThat(subscribers.queued()).isEqualTo(2);
        bobs.answerUserList();
        driven.pass(1_000);

        assertThat(subscribers.queued()).isZero();
        assertThat(subscribers.waits().counts()).startsWith(1L).satisfies(
                counts -> assertThat(counts.stream().mapToLong(count -> count).sum()).isEqualTo(3));
        assertThat(subscribers.presence().events()).isEqualTo(2);
        assertThat(subscribers.presence().changesTold()).isEqualTo(1);
        assertThat(subscribers.presence().listsTold()).isEqualTo(1);
        assertThat(subscribers.lateness().counts()).first().isNotEqualTo(0L);
        assertThat(subscribers.silence()).isZero();
        driven.stop(60_000);
        assertThat(subscribers.silence()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void joinAndLeaveAreOneLineEachWithTheHandshakesIdAndNoControlCharacters() {
        UserInfo strange = new UserInfo(new UserId("https://lines", "eve\r\njoin request=\u0085\u2028\u202e"), null);
        UserInfo plain = new UserInfo(new UserId("https://lines", "bob"), null);
        List<String> lines = LogLines.of(Subscribers.class, "https://lines", 6, () -> {
            Connection eves = subscribers.join(new FakeSession().session(), new Caller(strange, Instant.MAX, Set.of(),
                    "proxy-1", SignInSession.UNKNOWN, null), false, Long.MAX_VALUE).orElseThrow();
            driven.pass(2_500);
            eves.closedByPeer(new CloseReason(CloseCodes.GOING_AWAY, "bye\n\u001b[2J"));
            subscribers.leave(eves);
            subscribers.disconnect(join(new FakeSession(), plain).caller().user().id(),
                    new CloseReason(CloseCodes.TRY_AGAIN_LATER, "later"));
            subscribers.leave(join(new FakeSession(), plain));
        });

        assertThat(lines).containsExactly(
                "join request=proxy-1 user=eve??join request=??? of https://lines",
                "leave request=proxy-1 code=1001 seconds=2 user=eve??join request=??? of https://lines reason=bye??[2J",
                "join request=- user=bob of https://lines",
                "leave request=- code=1013 seconds=0 user=bob of https://lines reason=later",
                "join request=- user=bob of https://lines",
                "leave request=- code=1005 seconds=0 user=bob of https://lines reason=");
    }
}
