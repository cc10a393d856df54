package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.signaling.delivery.Heartbeat.Verdict;
import org.signaling.testing.TestSettings;

/** When a peer is pinged and when it is given up; and between these times nobody needs to look. */
class HeartbeatTest {

    /** Any time will do, also one after which the clock has fewer bits left than an interval. */
    private static final long START = Long.MAX_VALUE - seconds(30);

    private final Heartbeat heartbeat = new Heartbeat(TestSettings.with("signaling.ping-interval", "25",
            "signaling.pong-timeout", "20"), START);

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private Verdict at(long seconds) {
        return heartbeat.check(START + seconds(seconds));
    }

    private long nextLook() {
        return TimeUnit.NANOSECONDS.toSeconds(heartbeat.next() - START);
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
}
