package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutboxTest {

    private final Outbox outbox = new Outbox(3, 10);

    @Test
    void messagesLeaveInTheOrderInWhichTheyCame() {
        outbox.offer("a");
        outbox.offer("b");

        assertThat(outbox.poll()).isEqualTo("a");
        assertThat(outbox.poll()).isEqualTo("b");
        assertThat(outbox.poll()).isNull();
        assertThat(outbox.isEmpty()).isTrue();
    }

    @Test
    void itTakesNoMoreMessagesThanItMay() {
        assertThat(outbox.offer("a")).isTrue();
        assertThat(outbox.offer("b")).isTrue();
        assertThat(outbox.offer("c")).isTrue();
        assertThat(outbox.offer("d")).isFalse();

        outbox.poll();

        assertThat(outbox.offer("d")).isTrue();
        assertThat(outbox.size()).isEqualTo(3);
    }

    @Test
    void itTakesNoMoreCharactersThanItMay() {
        assertThat(outbox.offer("123456")).isTrue();
        assertThat(outbox.offer("12345")).isFalse();
        assertThat(outbox.offer("1234")).isTrue();

        outbox.poll();

        assertThat(outbox.offer("12345")).isTrue();
    }

    @Test
    void oneMessageIsTakenWhateverItsSize() {
        assertThat(outbox.offer("12345678901234567890")).isTrue();
        assertThat(outbox.offer("")).isFalse();
    }

    @Test
    void answersHaveRoomOfTheirOwn() {
        while (outbox.offer("x")) {
            assertThat(outbox.size()).isLessThanOrEqualTo(3);
        }

        for (int i = 0; i < Outbox.MAX_ANSWERS; i++) {
            assertThat(outbox.offerAnswer("e" + i)).isTrue();
            assertThat(outbox.offerList()).isTrue();
        }
        assertThat(outbox.offerAnswer("one too many")).isFalse();
        assertThat(outbox.offerList()).isFalse();
        assertThat(outbox.pollAnswer()).isEqualTo("e0");
        assertThat(outbox.poll()).isEqualTo("x");
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
}
