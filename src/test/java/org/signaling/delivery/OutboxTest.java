package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.signaling.message.Delivery;
import org.signaling.testing.TestMessage;

class OutboxTest {

    private final Histogram waits = new Histogram(10, 100);
    private final Outbox outbox = new Outbox(3, 10, waits);

    private Delivery offer(String frame, long now) {
        return outbox.offer(frame, new TestMessage(), now);
    }

    @Test
    void messagesLeaveInTheOrderInWhichTheyCame() {
        offer("a", 0);
        offer("b", 0);

        assertThat(outbox.poll(0).frame()).isEqualTo("a");
        assertThat(outbox.poll(0).frame()).isEqualTo("b");
        assertThat(outbox.poll(0)).isNull();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void itTakesNoMoreMessagesThanItMay() {
        assertThat(offer("a", 0)).isEqualTo(Delivery.TAKEN);
        assertThat(offer("b", 0)).isEqualTo(Delivery.TAKEN);
        assertThat(offer("c", 0)).isEqualTo(Delivery.TAKEN);
        assertThat(offer("d", 0)).isEqualTo(Delivery.BUSY);

        outbox.poll(0);

        assertThat(offer("d", 0)).isEqualTo(Delivery.TAKEN);
        assertThat(outbox.size()).isEqualTo(3);
    }

    @Test
    void itTakesNoMoreCharactersThanItMay() {
        assertThat(offer("123456", 0)).isEqualTo(Delivery.TAKEN);
        assertThat(offer("12345", 0)).isEqualTo(Delivery.BUSY);
        assertThat(offer("1234", 0)).isEqualTo(Delivery.TAKEN);

        outbox.poll(0);

        assertThat(offer("12345", 0)).isEqualTo(Delivery.TAKEN);
    }

    @Test
    void oneMessageIsTakenWhateverItsSize() {
        assertThat(offer("12345678901234567890", 0)).isEqualTo(Delivery.TAKEN);
        assertThat(offer("", 0)).isEqualTo(Delivery.BUSY);
    }

    @Test
    void answersHaveRoomOfTheirOwn() {
        while (offer("x", 0) == Delivery.TAKEN) {
            assertThat(outbox.size()).isLessThanOrEqualTo(3);
        }

        for (int i = 0; i < Outbox.MAX_ANSWERS; i++) {
            assertThat(outbox.offerAnswer("e" + i)).isTrue();
            assertThat(outbox.offerList()).isTrue();
        }
        assertThat(outbox.offerAnswer("one too many")).isFalse();
        assertThat(outbox.offerList()).isFalse();
        assertThat(outbox.pollAnswer()).isEqualTo("e0");
        assertThat(outbox.poll(0).frame()).isEqualTo("x");
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
        offer("a", 0);
        offer("b", 5 * milli);
        outbox.poll(2 * milli);
        outbox.poll(105 * milli);
        offer("c", 0);
        outbox.poll(2_000 * milli);

        assertThat(waits.bounds()).containsExactly(0.01, 0.1, Double.POSITIVE_INFINITY);
        assertThat(waits.counts()).containsExactly(1L, 1L, 1L);
        assertThat(waits.sum()).isEqualTo(2.102);
    }

    @Test
    void behindItsEndItTakesNothingAndWhatWaitedIsGivenUpOnce() {
        TestMessage gone = new TestMessage();
        TestMessage waiting = new TestMessage();
        outbox.offer("a", gone, 0);
        outbox.offer("b", waiting, 0);
        outbox.poll(0);

        assertThat(outbox.end()).containsExactly(waiting);
        assertThat(outbox.end()).isEmpty();
        assertThat(offer("c", 0)).isEqualTo(Delivery.OFFLINE);
        assertThat(outbox.poll(0)).isNull();
        assertThat(outbox.size()).isZero();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void answersThatComeLateHaveRoomOfTheirOwnAndLeaveBehindTheOthers() {
        for (int i = 0; i < Outbox.LATE_ROOM * Outbox.MAX_ANSWERS; i++) {
            assertThat(outbox.offerLateAnswer("late")).isTrue();
        }
        assertThat(outbox.offerLateAnswer("one too many")).isFalse();
        assertThat(outbox.offerAnswer("at once")).isTrue();

        assertThat(outbox.pollAnswer()).isEqualTo("at once");
        assertThat(outbox.pollAnswer()).isEqualTo("late");
        assertThat(outbox.isEmpty()).isFalse();
    }
}
