package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Admission;
import org.signaling.handshake.Caller;
import org.signaling.message.EndedSession;
import org.signaling.handshake.SignInSession;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestSettings;

class SessionEndsTest {

    private static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis());

    private final Subscribers subscribers = new DrivenSubscribers().subscribers();
    private final SessionEnds ends = new SessionEnds(subscribers, new Admission(TestSettings.with()));
    private final FakeSession laptop = new FakeSession();
    private final FakeSession phone = new FakeSession();
    private final FakeSession strangers = new FakeSession();

    private Connection join(FakeSession socket, String subject, String session) {
        return subscribers.join(socket.session(), caller(subject, session), false, Long.MAX_VALUE).orElseThrow();
    }

    private static Caller caller(String subject, String session) {
        UserInfo user = new UserInfo(new UserId("https://idp.example/a", subject), null);
        return new Caller(user, Instant.MAX, Set.of(), "-", new SignInSession(session, NOW), null);
    }

    private static int code(FakeSession socket) {
        return socket.closed() == null ? 0 : socket.closed().getCloseCode().getCode();
    }

    private void allJoin() {
        join(laptop, "alice", "s-1");
        join(phone, "alice", "s-2");
        join(strangers, "bob", "s-3");
    }

    @Test
    void theConnectionsOfTheSessionAreClosedAtOnceAndNoOthers() {
        allJoin();

        assertThat(ends.end(new EndedSession("https://idp.example/a", "alice", "s-1", NOW))).isEqualTo(1);

        assertThat(code(laptop)).isEqualTo(4_410);
        assertThat(code(phone)).isZero();
        assertThat(code(strangers)).isZero();
    }

    @Test
    void withoutASessionAllOfTheSubjectAreClosed() {
        allJoin();

        assertThat(ends.end(new EndedSession("https://idp.example/a", "alice", null, NOW))).isEqualTo(2);

        assertThat(code(phone)).isEqualTo(4_410);
        assertThat(code(strangers)).isZero();
    }

    @Test
    void anIssuerEndsItsOwnSessionsOnly() {
        allJoin();

        assertThat(ends.end(new EndedSession("https://idp.example/b", "alice", "s-1", NOW))).isZero();
    }

    @Test
    void whoWasOnTheWayWhenItsSessionEndedIsClosedAsItJoins() {
        ends.end(new EndedSession("https://idp.example/a", "alice", "s-1", NOW));

        ends.recheck(join(laptop, "alice", "s-1"));
        ends.recheck(join(phone, "alice", "s-2"));

        assertThat(code(laptop)).isEqualTo(4_410);
        assertThat(code(phone)).isZero();
    }

    @Test
    void aConnectionWithAFreshTokenIsFoundByItsNewSessionAndNoMoreByTheOldOne() {
        Connection connection = join(laptop, "alice", "s-1");
        ends.renew(connection, caller("alice", "s-9"));

        assertThat(ends.end(new EndedSession("https://idp.example/a", null, "s-1", NOW))).isZero();
        assertThat(ends.end(new EndedSession("https://idp.example/a", null, "s-9", NOW))).isEqualTo(1);
        assertThat(code(laptop)).isEqualTo(4_410);
    }

    @Test
    void aConnectionWhoseFreshTokenWasEndedWhileItWasLookedAtIsClosed() {
        Connection connection = join(laptop, "alice", "s-1");
        ends.end(new EndedSession("https://idp.example/a", null, "s-9", NOW));

        ends.renew(connection, caller("alice", "s-9"));

        assertThat(code(laptop)).isEqualTo(4_410);
    }

    @Test
    void anEndedSessionIsFoundWithoutALookAtTheOthers() {
        ConnectionsBySession sessions = new ConnectionsBySession();
        Connection connection = join(laptop, "alice", "s-1");
        sessions.add(connection, connection.caller());

        assertThat(sessions.of("https://idp.example/a", "s-1")).containsExactly(connection);
        assertThat(sessions.of("https://idp.example/b", "s-1")).isEmpty();
        sessions.remove(connection, connection.caller());
        assertThat(sessions.size()).as("nothing is kept of who is gone").isZero();
    }
}
