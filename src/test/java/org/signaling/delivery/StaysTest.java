package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.handshake.SignInSession;
import org.signaling.message.Delivery;
import org.signaling.message.MessageWriter;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestMessage;
import org.signaling.testing.TestSettings;

/** What the others hear of a user who comes and goes, on a clock that the test moves. */
class StaysTest {

    private static final long MILLI = 1_000_000L;
    private static final UserInfo EVE = new UserInfo(new UserId("https://i", "eve"), "Eve");
    private static final UserInfo ALICE = new UserInfo(new UserId("https://i", "alice"), "Alice");
    private static final String ONLINE = MessageWriter.userOnline(MessageWriter.userInfo(EVE));
    private static final String OFFLINE = MessageWriter.userOffline(MessageWriter.userInfo(EVE));

    private long now = 77;
    private final Pacer pacer = new Pacer(() -> now);
    private final Subscribers subscribers = new Subscribers(pacer);
    private final FakeSession alice = new FakeSession();
    private final List<String> heard = new ArrayList<>();
    private Connection alices;

    @BeforeEach
    void aliceWatches() {
        subscribers.use(TestSettings.with("signaling.limit.stays-per-minute", "3"), Runnable::run);
        alices = join(alice, ALICE);
    }

    private Connection join(FakeSession session, UserInfo user) {
        return subscribers.join(session.session(), new Caller(user, Instant.MAX, Set.of()), false, Long.MAX_VALUE)
                .orElseThrow();
    }

    private void pass(long millis) {
        for (long end = now + millis * MILLI; now < end; now += 10 * MILLI) {
            pacer.beginRound(now);
        }
        pacer.beginRound(now);
        subscribers.openConnections().forEach(Connection::heard);
        heard.addAll(alice.takeFrames());
    }

    /** Comes and goes, and each time the others have time to be told. */
    private void comeAndGo(int times) {
        for (int i = 0; i < times; i++) {
            Connection connection = join(new FakeSession(), EVE);
            pass(200);
            subscribers.leave(connection);
            pass(200);
        }
    }

    @Test
    void theFirstGoingsAreToldAtOnce() {
        comeAndGo(3);

        assertThat(heard).containsExactly(ONLINE, OFFLINE, ONLINE, OFFLINE, ONLINE, OFFLINE);
    }

    @Test
    void whoComesAndGoesTooOftenIsOnlineForTheOthersUntilItStaysAway() {
        comeAndGo(3);
        heard.clear();

        comeAndGo(10);
        assertThat(heard).containsExactly(ONLINE);
        assertThat(subscribers.presence().users()).isEqualTo(2);
        assertThat(subscribers.userCount()).isEqualTo(1);
        assertThat(subscribers.deliver(ALICE.id(), EVE.id(), "1", new TestMessage())).isEqualTo(Delivery.OFFLINE);

        pass(19_500);
        assertThat(heard).containsExactly(ONLINE);
        pass(700);
        assertThat(heard).containsExactly(ONLINE, OFFLINE);
        assertThat(subscribers.presence().users()).isEqualTo(1);
    }

    @Test
    void whateverOneUserDoesTheOthersHearOfNoMoreStaysThanTheyMay() {
        for (int minute = 0; minute < 3; minute++) {
            comeAndGo(60);
            pass(36_000);
        }
        pass(60_000);

        assertThat(heard.stream().filter(OFFLINE::equals)).hasSizeLessThanOrEqualTo(3 + 3 * 3 + 1);
        assertThat(heard.stream().filter(ONLINE::equals).count())
                .isEqualTo(heard.stream().filter(OFFLINE::equals).count());
    }

    @Test
    void oneWhoseGoingWasToldLateAndWhoIsBackForGoodStays() {
        comeAndGo(4);
        join(new FakeSession(), EVE);
        heard.clear();

        for (int i = 0; i < 10; i++) {
            pass(10_000);
        }

        assertThat(heard).isEmpty();
        assertThat(subscribers.presence().users()).isEqualTo(2);
    }

    @Test
    void whoIsBackUnderAnotherNameIsListedUnderIt() {
        comeAndGo(4);
        heard.clear();
        UserInfo renamed = new UserInfo(EVE.id(), "Eva");

        subscribers.join(new FakeSession().session(), new Caller(renamed, Instant.MAX, Set.of(), "-",
                new SignInSession(null, Instant.ofEpochSecond(1)), null), false, Long.MAX_VALUE);
        alices.answerUserList();
        pass(300);

        assertThat(heard).last().asString().contains("Eva").doesNotContain("Eve");
    }

    @Test
    void whatOneUserDoesDelaysNobodyElsesGoing() {
        comeAndGo(10);
        FakeSession bob = new FakeSession();
        UserInfo bobs = new UserInfo(new UserId("https://i", "bob"), "Bob");
        Connection connection = join(bob, bobs);
        pass(200);
        heard.clear();

        subscribers.leave(connection);
        pass(200);

        assertThat(heard).containsExactly(MessageWriter.userOffline(MessageWriter.userInfo(bobs)));
    }
}
