package org.signaling.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.signaling.message.MessageWriter;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.presence.PresenceLog.Style;

class PresenceLogTest {

    private static final long SECOND = 1_000_000_000L;
    private static final UserId SELF = new UserId("https://i", "self");

    private final PresenceLog log = new PresenceLog(100);
    private final PresenceCursor cursor = log.cursor(Style.EVENTS, 100, SELF, Viewer.ANYBODY);
    private long now;
    private int joined;

    private static UserInfo user(int number) {
        return new UserInfo(new UserId("https://i", "user-" + number), null);
    }

    private static String online(int number) {
        return MessageWriter.userOnline(MessageWriter.userInfo(user(number)));
    }

    private static String offline(int number) {
        return MessageWriter.userOffline(MessageWriter.userInfo(user(number)));
    }

    @Test
    void aConnectionIsToldOfComingsAndGoingsInTheirOrder() {
        log.online(user(1), Viewer.ANYBODY);
        log.online(user(2), Viewer.ANYBODY);
        assertThat(cursor.next(now)).isEqualTo(online(1));
        log.offline(user(1), Viewer.ANYBODY);
        assertThat(cursor.next(now)).isEqualTo(online(2));
        assertThat(cursor.next(now)).isEqualTo(offline(1));
        assertThat(cursor.pending(now)).isFalse();
        assertThat(cursor.next(now)).isNull();
    }

    @Test
    void whoCameBetweenTheHandshakeAndTheJoiningIsToldButTheUserItselfIsNot() {
        long handshake = log.version();
        log.online(user(1), Viewer.ANYBODY);
        log.online(user(7), Viewer.ANYBODY);
        log.offline(user(7), Viewer.ANYBODY);
        log.online(user(7), Viewer.ANYBODY);

        PresenceCursor late = log.cursor(Style.EVENTS, handshake, user(7).id(), Viewer.ANYBODY);
        log.online(user(2), Viewer.ANYBODY);
        assertThat(late.next(now)).isEqualTo(online(1));
        assertThat(late.next(now)).isEqualTo(online(2));
        assertThat(late.next(now)).isNull();
    }

    @Test
    void aComingAndAGoingThatAConnectionHasNotHeardOfCancelOut() {
        log.online(user(1), Viewer.ANYBODY);
        log.online(user(2), Viewer.ANYBODY);
        log.offline(user(1), Viewer.ANYBODY);
        log.online(user(3), Viewer.ANYBODY);
        log.offline(user(3), Viewer.ANYBODY);
        log.online(user(3), Viewer.ANYBODY);

        assertThat(cursor.next(now)).isEqualTo(online(2));
        assertThat(cursor.next(now)).isEqualTo(online(3));
        assertThat(cursor.next(now)).isNull();
    }

    @Test
    void aUserWhoWentAndCameBackMeanwhileNeverLeft() {
        log.online(user(1), Viewer.ANYBODY);
        assertThat(cursor.next(now)).isEqualTo(online(1));

        log.offline(user(1), Viewer.ANYBODY);
        log.online(user(1), Viewer.ANYBODY);

        assertThat(cursor.next(now)).isNull();
    }

    @Test
    void aConnectionThatIsFarBehindGetsTheListInPlaceOfWhatItMissed() {
        manyJoin();

        assertThat(cursor.next(now)).isEqualTo(log.userList(Viewer.ANYBODY, now += ToldState.STEP).frame())
                .contains("user-0\"", "user-64\"");
        assertThat(cursor.next(now)).isNull();
    }

    @Test
    void listsThatNobodyAskedForComeSecondsApart() {
        cursor.list(now);
        manyJoin();

        assertThat(cursor.pending(now)).isFalse();
        assertThat(cursor.next(now)).isNull();
        now += ToldState.MIN_PAUSE;
        assertThat(cursor.pending(now)).isTrue();
        assertThat(cursor.next(now)).isEqualTo(log.userList(Viewer.ANYBODY, now += ToldState.STEP).frame());
    }

    @Test
    void whenItHasBecomeCalmTheListComesAtOnce() {
        cursor.list(now);
        manyJoin();
        now += ToldState.STEP;
        log.told(now);
        now += ToldState.CALM - 1;
        assertThat(cursor.pending(now)).isFalse();
        now += 1;
        assertThat(cursor.next(now)).isEqualTo(log.userList(Viewer.ANYBODY, now).frame());
    }

    @Test
    void calmThatDoesNotLastMakesListsNoMoreFrequent() {
        int rounds = 100;
        int lists = 0;
        for (int i = 0; i < rounds; i++) {
            manyJoin();
            now += ToldState.STEP;
            log.told(now);
            now += ToldState.CALM;
            lists += cursor.next(now) == null ? 0 : 1;
            allLeave();
        }

        long most = (rounds * (ToldState.STEP + ToldState.CALM) + ToldState.MAX_PAUSE) / ToldState.MIN_PAUSE;
        assertThat(lists).isBetween((int) most / 2, (int) most + 1);
    }

    private void allLeave() {
        for (int i = 0; i < joined; i++) {
            log.offline(user(i), Viewer.ANYBODY);
        }
        joined = 0;
    }

    private void manyJoin() {
        for (int i = 0; i <= EventCursor.BATCH; i++) {
            log.online(user(joined++), Viewer.ANYBODY);
        }
    }

    @Test
    void aConnectionThatFallsFarBehindInTheMiddleOfABatchGetsTheListAtOnce() {
        for (int i = 0; i < 40; i++) {
            log.online(user(i), Viewer.ANYBODY);
        }
        assertThat(cursor.next(now)).isEqualTo(online(0));
        for (int i = 40; i < 80; i++) {
            log.online(user(i), Viewer.ANYBODY);
        }

        assertThat(cursor.next(now)).isEqualTo(log.userList(Viewer.ANYBODY, now += ToldState.STEP).frame());
        assertThat(cursor.next(now)).isNull();
    }

    @Test
    void aListLeavesNothingElseToSay() {
        log.online(user(1), Viewer.ANYBODY);
        log.online(user(2), Viewer.ANYBODY);
        assertThat(cursor.next(now)).isEqualTo(online(1));

        assertThat(cursor.list(now)).contains("user-1\"", "user-2\"");
        assertThat(cursor.pending(now)).isFalse();
        log.offline(user(2), Viewer.ANYBODY);
        assertThat(cursor.next(now)).isEqualTo(offline(2));
    }

    @Test
    void listsTellOfOneStateEach100MsHoweverManyEventsThereAre() {
        log.online(user(1), Viewer.ANYBODY);
        String frame = log.userList(Viewer.ANYBODY, now).frame();
        log.online(user(2), Viewer.ANYBODY);

        assertThat(log.userList(Viewer.ANYBODY, now + ToldState.STEP - 1).frame()).isSameAs(frame);
        assertThat(log.userList(Viewer.ANYBODY, now + ToldState.STEP).frame()).contains("user-2\"");
    }

    @Test
    void listsOfALargeCrowdTellOfFewerStates() {
        int crowd = 4_000;
        for (int number = 1; number < crowd; number++) {
            log.online(user(number), Viewer.ANYBODY);
        }
        String frame = log.userList(Viewer.ANYBODY, now).frame();
        log.online(user(crowd), Viewer.ANYBODY);

        long step = crowd * ToldState.STEP_A_USER;
        assertThat(step).isEqualTo(2 * ToldState.STEP);
        assertThat(log.userList(Viewer.ANYBODY, now + step - 1).frame()).isSameAs(frame);
        assertThat(log.userList(Viewer.ANYBODY, now + step).frame()).isNotSameAs(frame);
    }

    @Test
    void whoAsksGetsAListThatIsNoOlderThanTheQuestion() {
        assertThat(log.told(now)).isEqualTo(log.version());
        log.online(user(1), Viewer.ANYBODY);
        cursor.ask();

        assertThat(cursor.listReady(now + ToldState.STEP - 1)).isFalse();
        assertThat(cursor.listReady(now + ToldState.STEP)).isTrue();
        assertThat(cursor.list(now + ToldState.STEP)).contains("user-1\"");
    }

    @Test
    void theListIsEncodedOnceForEachState() {
        log.online(user(1), Viewer.ANYBODY);
        String frame = log.userList(Viewer.ANYBODY, now += ToldState.STEP).frame();

        assertThat(log.userList(Viewer.ANYBODY, now += ToldState.STEP).frame()).isSameAs(frame);
        log.online(user(2), Viewer.ANYBODY);
        assertThat(log.userList(Viewer.ANYBODY, now += ToldState.STEP).frame()).isNotSameAs(frame);
    }

    @Test
    void whateverHappensAConnectionKnowsTheTruthInTheEnd() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            PresenceLog rounds = new PresenceLog(KeptEvents.KEPT - 7);
            PresenceCursor reader = rounds.cursor(Style.EVENTS, rounds.version(), SELF, Viewer.ANYBODY);
            Set<Integer> truth = new HashSet<>();
            Set<Integer> heard = new HashSet<>();
            int burst = 1 + random.nextInt(120);
            for (int step = 0; step < 400; step++) {
                if (random.nextInt(burst) > 0) {
                    int who = random.nextInt(12);
                    if (truth.add(who)) {
                        rounds.online(user(who), Viewer.ANYBODY);
                    } else {
                        truth.remove(who);
                        rounds.offline(user(who), Viewer.ANYBODY);
                    }
                } else {
                    hear(random.nextInt(8) == 0 ? reader.list(now) : reader.next(now), heard);
                    now += SECOND / 10;
                }
            }
            now += ToldState.MIN_PAUSE;
            for (String frame = reader.next(now); frame != null; frame = reader.next(now)) {
                hear(frame, heard);
            }
            assertThat(heard).isEqualTo(truth);
        }
    }

    /** What a client makes of a frame; a coming of somebody present, or a going of somebody absent, is a mistake. */
    private static void hear(String frame, Set<Integer> heard) {
        if (frame == null) {
            return;
        }
        if (frame.contains("\"userList\"")) {
            heard.clear();
        }
        for (int who = 0; who < 12; who++) {
            if (frame.contains("\"user-" + who + "\"")) {
                boolean changed = frame.contains("\"userOffline\"") ? heard.remove(who) : heard.add(who);
                assertThat(changed).as(frame).isTrue();
            }
        }
    }

    @Test
    void serversThatStartAtTheSameMomentShareNoNumbersAndJavaScriptCountsThemAll() {
        Set<Long> numbers = new HashSet<>();
        for (int server = 0; server < 100; server++) {
            PresenceLog started = new PresenceLog(true);
            assertThat(started.version()).isBetween(1L, PresenceLog.FIRST);
            for (long other : numbers) {
                assertThat(started.keepsAfter(other)).as("a number of another server").isFalse();
            }
            numbers.add(started.version());
        }
        assertThat(numbers).hasSize(100);
        assertThat(2 * PresenceLog.FIRST).isEqualTo(1L << 53);
    }
}
