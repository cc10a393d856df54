package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Histogram waits = new Histogram(10, 100);
    private final Outbox outbox = new Outbox(3, 10, waits);

    @Test
    void messagesLeaveInTheOrderInWhichTheyCame() {
        outbox.offer("a", 0);
        outbox.offer("b", 0);

        assertThat(outbox.poll(0)).isEqualTo("a");
        assertThat(outbox.poll(0)).isEqualTo("b");
        assertThat(outbox.poll(0)).isNull();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void itTakesNoMoreMessagesThanItMay() {
        assertThat(outbox.offer("a", 0)).isTrue();
        assertThat(outbox.offer("b", 0)).isTrue();
        assertThat(outbox.offer("c", 0)).isTrue();
        assertThat(outbox.offer("d", 0)).isFalse();

        outbox.poll(0);

        assertThat(outbox.offer("d", 0)).isTrue();
        assertThat(outbox.size()).isEqualTo(3);
    }

    @Test
    void itTakesNoMoreCharactersThanItMay() {
        assertThat(outbox.offer("123456", 0)).isTrue();
        assertThat(outbox.offer("12345", 0)).isFalse();
        assertThat(outbox.offer("1234", 0)).isTrue();

        outbox.poll(0);

        assertThat(outbox.offer("12345", 0)).isTrue();
    }

    @Test
    void oneMessageIsTakenWhateverItsSize() {
        assertThat(outbox.offer("12345678901234567890", 0)).isTrue();
        assertThat(outbox.offer("", 0)).isFalse();
    }

    @Test
    void answersHaveRoomOfTheirOwn() {
        while (outbox.offer("x", 0)) {
            assertThat(outbox.size()).isLessThanOrEqualTo(3);
        }

        for (int i = 0; i < Outbox.MAX_ANSWERS; i++) {
            assertThat(outbox.offerAnswer("e" + i)).isTrue();
            assertThat(outbox.offerList()).isTrue();
        }
        assertThat(outbox.offerAnswer("one too many")).isFalse();
        assertThat(outbox.offerList()).isFalse();
        assertThat(outbox.pollAnswer()).isEqualTo("e0");
        assertThat(outbox.poll(0)).isEqualTo("x");
    }

    @Test
    void longAnswersFindRoomForFewer() {
        String half = "x".repeat(Outbox.MAX_ANSWER_CHARS / 2);
        assertThat(outbox.offerAnswer(half)).isTrue();
        assertThat(outbox.offerAnswer(half)).isTrue();
        assertThat(outbox.offerAnswer("y")).isFalse();
        outbox.pollAnswer();
        assertThat(outbox.offerAnswer("y")).isTrue();
    }

    @Test
    void eachListThatIsOwedLeavesOnce() {
        outbox.offerList();
        outbox.offerList();

        outbox.listSent();
        assertThat(outbox.owesList()).isTrue();
        outbox.listSent();
        assertThat(outbox.owesList()).isFalse();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void itCountsHowLongEachMessageWaited() {
        long milli = 1_000_000;
        outbox.offer("a", 0);
        outbox.offer("b", 5 * milli);
        outbox.poll(2 * milli);
        outbox.poll(105 * milli);
        outbox.offer("c", 0);
        outbox.poll(2_000 * milli);

        assertThat(waits.bounds()).containsExactly(0.01, 0.1, Double.POSITIVE_INFINITY);
        assertThat(waits.counts()).containsExactly(1L, 1L, 1L);
        assertThat(waits.sum()).isEqualTo(2.102);
    }
}
