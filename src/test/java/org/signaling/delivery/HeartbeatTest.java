package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.signaling.delivery.Heartbeat.Verdict;
import org.signaling.testing.TestSettings;

/** When a peer is pinged and when it is given up; and between these times nobody needs to look. */
class HeartbeatTest {

    /** Any time will do, also one after which the clock has fewer bits left than an interval. */
    private static final long START = Long.MAX_VALUE - seconds(30);

    private final Heartbeat.Answers answers = new Heartbeat.Answers(START);
    private final Heartbeat heartbeat = new Heartbeat(TestSettings.with("signaling.ping-interval", "25",
            "signaling.pong-timeout", "20"), answers, START);

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private Verdict at(long seconds) {
        long now = START + seconds(seconds);
        Verdict verdict = heartbeat.check(now, now);
        if (verdict == Verdict.PING) {
            heartbeat.sent(now);
        }
        return verdict;
    }

    private long nextLook() {
        return TimeUnit.NANOSECONDS.toSeconds(heartbeat.quiet(START, START));
    }

    private void heardAt(long seconds) {
        heartbeat.heard(START + seconds(seconds));
    }

    @Test
    void whoIsSilentForAnIntervalIsPingedOnce() {
        assertThat(nextLook()).isEqualTo(25);
        assertThat(at(24)).isEqualTo(Verdict.ALIVE);
        assertThat(at(25)).isEqualTo(Verdict.PING);
        assertThat(at(26)).isEqualTo(Verdict.ALIVE);
    }

    @Test
    void whoWasHeardMeanwhileIsPingedAnIntervalLater() {
        heardAt(20);

        assertThat(at(25)).isEqualTo(Verdict.ALIVE);
        assertThat(nextLook()).isEqualTo(45);
        assertThat(at(45)).isEqualTo(Verdict.PING);
    }

    @Test
    void whoDoesNotAnswerInTimeIsGivenUp() {
        at(25);

        assertThat(nextLook()).isEqualTo(45);
        assertThat(at(44)).isEqualTo(Verdict.ALIVE);
        assertThat(at(45)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void whoAnswersIsAliveAndPingedAgainWhenItFallsSilent() {
        at(25);
        heardAt(26);

        assertThat(at(45)).isEqualTo(Verdict.ALIVE);
        assertThat(nextLook()).isEqualTo(51);
        assertThat(at(51)).isEqualTo(Verdict.PING);
    }

    private List<Heartbeat> othersPingedAt(int second) {
        return IntStream.range(0, 20).mapToObj(i -> {
            Heartbeat other = new Heartbeat(TestSettings.with(), answers, START);
            other.sent(START + seconds(second));
            return other;
        }).toList();
    }

    @Test
    void whileNobodyAnswersTheServerTakesItForItsOwnDelayButNotForEver() {
        at(25);
        othersPingedAt(30);

        assertThat(at(45)).isEqualTo(Verdict.ALIVE);
        assertThat(at(84)).isEqualTo(Verdict.ALIVE);
        assertThat(at(85)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void whoDoesNotAnswerWhileOthersWhoWerePingedLaterDoIsGivenUp() {
        at(25);
        List<Heartbeat> others = othersPingedAt(44);
        others.get(0).heard(START + seconds(46));
        assertThat(at(46)).isEqualTo(Verdict.ALIVE);

        othersPingedAt(45).get(0).heard(START + seconds(47));

        assertThat(at(47)).isEqualTo(Verdict.DEAD);
    }

    @Test
    void timeInWhichTheServerDoesNotKeepUpDoesNotCount() {
        at(25);

        assertThat(heartbeat.check(START + seconds(200), START + seconds(44))).isEqualTo(Verdict.ALIVE);
        assertThat(heartbeat.check(START + seconds(201), START + seconds(45))).isEqualTo(Verdict.DEAD);
    }
}
