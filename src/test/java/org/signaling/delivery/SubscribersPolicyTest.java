package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.handshake.SignInSession;
import org.signaling.message.Delivery;
import org.signaling.message.MessageWriter;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestMessage;
import org.signaling.testing.TestSettings;

/** Who sees and may message whom, where that is a question of groups. */
class SubscribersPolicyTest {

    private static final UserInfo ADA = new UserInfo(new UserId("https://idp.example/a", "ada"), null);
    private static final UserInfo BOB = new UserInfo(new UserId("https://idp.example/a", "bob"), null);
    private static final UserInfo EVE = new UserInfo(new UserId("https://idp.example/a", "eve"), null);
    private static final UserId NOBODY = new UserId("https://idp.example/a", "nobody");

    private final DrivenSubscribers driven = new DrivenSubscribers();
    private final Subscribers subscribers = driven.subscribers();
    private final FakeSession ada = new FakeSession();
    private final FakeSession bob = new FakeSession();
    private final FakeSession eve = new FakeSession();

    @BeforeEach
    void limitToGroups() {
        use("group");
    }

    private void use(String visibility) {
        use(visibility, "on");
    }

    private void use(String visibility, String presence) {
        subscribers.use(TestSettings.with("signaling.policy.visibility", visibility, "signaling.issuer.a.admin-group",
                "boss", "signaling.presence", presence), Runnable::run);
    }

    private Connection join(FakeSession session, UserInfo user, String... groups) {
        return subscribers.join(session.session(), new Caller(user, Instant.MAX, Set.of(groups)), false, Long.MAX_VALUE)
                .orElseThrow();
    }

    private Connection join(FakeSession session, UserInfo user, long issued, String... groups) {
        return subscribers.join(session.session(), token(user, issued, groups), false, Long.MAX_VALUE).orElseThrow();
    }

    private static Caller token(UserInfo user, long issued, String... groups) {
        return new Caller(user, Instant.MAX, Set.of(groups), "-",
                new SignInSession(null, Instant.ofEpochSecond(issued)),
                null);
    }

    private static CloseCode code(FakeSession session) {
        return session.closed() == null ? null : session.closed().getCloseCode();
    }

    private Delivery send(UserInfo from, UserId to) {
        return subscribers.deliver(from.id(), to, "hello", new TestMessage());
    }

    @Test
    void aMessageReachesThoseWhomTheSenderSees() {
        join(ada, ADA, "x", "y");
        join(bob, BOB, "y");
        join(eve, EVE, "z");
        driven.pass(200);
        List.of(ada, bob, eve).forEach(FakeSession::takeFrames);

        assertThat(send(ADA, BOB.id())).isEqualTo(Delivery.TAKEN);
        assertThat(send(BOB, ADA.id())).isEqualTo(Delivery.TAKEN);
        assertThat(send(ADA, ADA.id())).isEqualTo(Delivery.TAKEN);
        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.FORBIDDEN);
        assertThat(send(EVE, ADA.id())).isEqualTo(Delivery.FORBIDDEN);
        driven.pass(500);
        assertThat(eve.takeFrames()).isEmpty();
    }

    @Test
    void presenceAndTheListTellOfTheSameUsers() {
        Connection adas = join(ada, ADA, "x");
        Connection bobs = join(bob, BOB, "x");
        Connection eves = join(eve, EVE, "z");
        adas.answerUserList();
        eves.answerUserList();
        driven.pass(500);
        subscribers.leave(bobs);
        driven.pass(500);

        assertThat(ada.takeFrames()).containsExactly(MessageWriter.userOnline(MessageWriter.userInfo(BOB)),
                MessageWriter.userList(List.of(MessageWriter.userInfo(ADA), MessageWriter.userInfo(BOB))),
                MessageWriter.userOffline(MessageWriter.userInfo(BOB)));
        assertThat(eve.takeFrames()).containsExactly(MessageWriter.userList(List.of(MessageWriter.userInfo(EVE))));
    }

    @Test
    void withPresenceOffNobodyIsToldAndTheListIsThereOnDemand() {
        use("everyone", "off");
        Connection adas = join(ada, ADA);
        Connection bobs = join(bob, BOB);
        driven.pass(2_000);
        subscribers.leave(join(eve, EVE));
        driven.pass(2_000);
        assertThat(ada.takeFrames()).isEmpty();

        adas.answerUserList();
        driven.pass(500);
        subscribers.leave(bobs);
        adas.answerUserList();
        driven.pass(500);

        assertThat(ada.takeFrames()).containsExactly(
                MessageWriter.userList(List.of(MessageWriter.userInfo(ADA), MessageWriter.userInfo(BOB))),
                MessageWriter.userList(List.of(MessageWriter.userInfo(ADA))));
        assertThat(subscribers.presence().events()).isEqualTo(5);
    }

    @Test
    void withPresenceOffTooOneWhoWasSeenLatelyIsKnownToBeOffline() {
        use("group", "off");
        join(ada, ADA, "x");
        subscribers.leave(join(bob, BOB, "x"));
        subscribers.leave(join(eve, EVE, "z"));

        assertThat(send(ADA, BOB.id())).isEqualTo(Delivery.OFFLINE);
        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.FORBIDDEN);
    }

    @Test
    void whetherSomebodyIsOnlineWhomTheSenderDoesNotSeeIsNotToldByTheAnswer() {
        join(ada, ADA, "x");
        Connection bobs = join(bob, BOB, "x");
        Connection eves = join(eve, EVE, "z");

        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.FORBIDDEN);
        assertThat(send(ADA, NOBODY)).isEqualTo(Delivery.FORBIDDEN);
        subscribers.leave(eves);
        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.FORBIDDEN);

        subscribers.leave(bobs);
        assertThat(send(ADA, BOB.id())).as("one who was seen lately").isEqualTo(Delivery.OFFLINE);
    }

    @Test
    void withTheRuleIssuerThoseOfTheSameIssuerMayBeKnownToBeOffline() {
        use("issuer");
        join(ada, ADA);

        assertThat(send(ADA, NOBODY)).isEqualTo(Delivery.OFFLINE);
        assertThat(send(ADA, new UserId("https://idp.example/b", "bob"))).isEqualTo(Delivery.FORBIDDEN);
    }

    @Test
    void anAdminReachesEverybodyAndIsAnswered() {
        join(ada, ADA, "boss");
        join(bob, BOB);

        assertThat(send(ADA, BOB.id())).isEqualTo(Delivery.TAKEN);
        assertThat(send(BOB, ADA.id())).isEqualTo(Delivery.TAKEN);
        assertThat(send(ADA, NOBODY)).isEqualTo(Delivery.OFFLINE);
    }

    @Test
    void aNewerTokenWithOtherGroupsClosesTheOlderConnectionsAndCounts() {
        FakeSession phone = new FakeSession();
        join(ada, ADA, 1, "boss");
        join(eve, EVE, 1, "z");
        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.TAKEN);

        join(phone, ADA, 2, "x");

        assertThat(code(ada)).isEqualTo(CloseCodes.SERVICE_RESTART);
        assertThat(phone.closed()).isNull();
        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.FORBIDDEN);
        assertThat(send(EVE, ADA.id())).isEqualTo(Delivery.FORBIDDEN);
    }

    @Test
    void anOlderTokenGetsTheRightsOfTheNewerAndClosesNothing() {
        FakeSession phone = new FakeSession();
        join(phone, ADA, 2, "x");
        join(ada, ADA, 1, "boss");
        join(eve, EVE, 1, "z");

        assertThat(code(phone)).isNull();
        assertThat(code(ada)).isNull();
        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.FORBIDDEN);
    }

    @Test
    void twoDevicesWithDifferentTokensDoNotThrowEachOtherOutInTurn() {
        for (long issued : List.of(0L, 7L)) {
            join(ada, ADA, issued, "x");
            for (int again = 0; again < 3; again++) {
                for (String group : List.of("z", "x")) {
                    FakeSession device = new FakeSession();
                    Connection connection = join(device, ADA, issued, group);
                    if (again > 0) {
                        assertThat(code(device)).as("a token of the same age").isNull();
                        subscribers.leave(connection);
                    }
                }
            }
        }
    }

    @Test
    void theRightsOfTheNewerTokenHoldWhenAllItsConnectionsAreGoneUntilItEnds() {
        Connection old = join(ada, ADA, 1, "boss");
        join(eve, EVE, 1, "z");
        subscribers.renew(old, token(ADA, 2, "x"));
        assertThat(code(ada)).isEqualTo(CloseCodes.SERVICE_RESTART);

        join(new FakeSession(), ADA, 1, "boss");

        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.FORBIDDEN);
    }

    @Test
    void aRefreshWithATokenThatIsOlderThanTheConnectionsOwnChangesNothing() {
        Connection adas = join(ada, ADA, 2, "x");
        join(eve, EVE, 1, "z");

        subscribers.renew(adas, token(ADA, 1, "boss"));

        assertThat(code(ada)).isNull();
        assertThat(adas.caller().groups()).containsExactly("x");
        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.FORBIDDEN);
    }

    @Test
    void whoHasAllConnectionsThatAUserMayHaveCannotKeepANewerTokenOut() {
        subscribers.use(TestSettings.with("signaling.policy.visibility", "group",
                "signaling.limit.connections-per-user", "1"), Runnable::run);
        join(ada, ADA, 1, "boss");
        FakeSession fresh = new FakeSession();

        join(fresh, ADA, 2, "x");

        assertThat(code(ada)).isEqualTo(CloseCodes.SERVICE_RESTART);
        assertThat(code(fresh)).isNull();
        assertThat(subscribers.connectionCount()).isEqualTo(1);
    }

    @Test
    void whereAnotherServerWasToldOfANewerTokenTheConnectionsHereFollow() {
        join(ada, ADA, 1, "boss");
        Rights fresh = token(ADA, 2, "x").rights();

        subscribers.supersede(fresh, true);

        assertThat(code(ada)).isEqualTo(CloseCodes.SERVICE_RESTART);
        join(eve, EVE, 1, "z");
        join(new FakeSession(), ADA, 1, "boss");
        assertThat(send(ADA, EVE.id())).isEqualTo(Delivery.FORBIDDEN);
    }

    @Test
    void theNameThatOthersSeeIsTheOneOfTheNewestToken() {
        UserInfo renamed = new UserInfo(ADA.id(), "Ada King");
        Connection bobs = join(bob, BOB, "x");
        join(ada, ADA, 1, "x");
        driven.pass(500);
        bob.takeFrames();

        join(new FakeSession(), renamed, 2, "x");
        driven.pass(500);
        bobs.answerUserList();
        driven.pass(500);

        assertThat(code(ada)).as("a name is no reason to close").isNull();
        assertThat(bob.takeFrames()).containsExactly(MessageWriter.userOffline(MessageWriter.userInfo(ADA)),
                MessageWriter.userOnline(MessageWriter.userInfo(renamed)),
                MessageWriter.userList(List.of(MessageWriter.userInfo(BOB), MessageWriter.userInfo(renamed))));
    }

    @Test
    void aFreshTokenWithOtherGroupsClosesTheUsersConnectionsSoThatItComesAgainWithThem() {
        FakeSession phone = new FakeSession();
        Connection first = join(ada, ADA, "x");
        join(phone, ADA, "x");

        subscribers.renew(first, new Caller(ADA, Instant.MAX, Set.of("x")));
        assertThat(ada.closed()).isNull();
        subscribers.renew(first, token(ADA, 1, "z"));

        assertThat(ada.closed().getCloseCode()).isEqualTo(CloseCodes.SERVICE_RESTART);
        assertThat(ada.closed().getReasonPhrase()).isEqualTo("the user's groups have changed; connect again");
        assertThat(phone.closed().getCloseCode()).isEqualTo(CloseCodes.SERVICE_RESTART);
        assertThat(subscribers.userCount()).isZero();
    }

    @Test
    void whereEverybodySeesEverybodyGroupsChangeNothing() {
        use("everyone");
        Connection adas = join(ada, ADA, "x");
        join(bob, BOB, "z");

        assertThat(send(ADA, BOB.id())).isEqualTo(Delivery.TAKEN);
        assertThat(send(ADA, NOBODY)).isEqualTo(Delivery.OFFLINE);
        subscribers.renew(adas, new Caller(ADA, Instant.MAX, Set.of("z")));
        assertThat(ada.closed()).isNull();
    }
}
