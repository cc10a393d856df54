package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.cluster.Arrivals.Range;
import org.signaling.cluster.Arrivals.Word;
import org.signaling.cluster.Packet.Refusal;
import org.signaling.message.Delivery;
import org.signaling.message.PendingMessage;

/** What one server tells another one of the messages that it took. */
class ArrivalsTest {

    private static final long ROW = 7;

    private final Arrivals arrivals = new Arrivals();

    @BeforeEach
    void begin() {
        arrivals.begin(ROW);
    }

    /** A message that one connection took. */
    private PendingMessage take(long number) {
        PendingMessage message = arrivals.expect(number);
        message.ask(1);
        message.asked();
        return message;
    }

    @Test
    void whatIsOpenIsNotToldAndNumbersInARowAreOneRange() {
        List<PendingMessage> messages = List.of(take(1), take(2), take(3), take(5), take(6));
        messages.get(2).arrived();
        messages.get(1).arrived();
        messages.get(4).arrived();
        assertThat(arrivals.hasWord()).isTrue();

        assertThat(arrivals.take(ROW, 6))
                .isEqualTo(new Word(List.of(new Range(2, 3), new Range(6, 6)), List.of(), 1));
        messages.get(0).arrived();
        messages.get(3).failed(Delivery.OFFLINE);
        assertThat(arrivals.take(ROW, 6)).isEqualTo(
                new Word(List.of(new Range(1, 1)), List.of(new Refusal(5, Delivery.OFFLINE)), 7));
        assertThat(arrivals.hasWord()).isFalse();
    }

    @Test
    void nothingIsToldOfNumbersOfWhichTheOtherSideDoesNotKnowThatTheyWereHandled() {
        take(1).arrived();
        take(2).arrived();
        take(3).failed(Delivery.BUSY);

        assertThat(arrivals.take(ROW, 1)).isEqualTo(new Word(List.of(new Range(1, 1)), List.of(), 2));
        assertThat(arrivals.take(ROW, 3)).isEqualTo(
                new Word(List.of(new Range(2, 2)), List.of(new Refusal(3, Delivery.BUSY)), 4));
    }

    @Test
    void aMessageThatOneConnectionGotOutIsSettledOnceAndForAll() {
        PendingMessage message = arrivals.expect(1);
        message.ask(2);
        message.asked();
        message.arrived();
        message.failed(Delivery.OFFLINE);
        message.arrived();

        assertThat(arrivals.take(ROW, 1)).isEqualTo(new Word(List.of(new Range(1, 1)), List.of(), 2));
        assertThat(arrivals.hasWord()).isFalse();
    }

    @Test
    void whatNoConnectionTookIsNoMessageToSettle() {
        PendingMessage message = arrivals.expect(1);
        arrivals.forget(1);
        message.arrived();

        assertThat(arrivals.take(ROW, 1)).isEqualTo(new Word(List.of(), List.of(), 2));
    }

    @Test
    void aRowThatIsOverIsForgotten() {
        PendingMessage old = take(1);
        arrivals.begin(ROW + 1);
        PendingMessage present = take(1);
        old.arrived();
        assertThat(arrivals.hasWord()).isFalse();
        present.arrived();

        assertThat(arrivals.take(ROW, 1)).isEqualTo(new Word(List.of(), List.of(), 0));
        assertThat(arrivals.take(ROW + 1, 1)).isEqualTo(new Word(List.of(new Range(1, 1)), List.of(), 2));
    }

    @Test
    void whatAConnectionThatEndedHadHandedToTheNetworkCountsAsDeliveredAfterAWhile() {
        arrivals.expire(0);
        PendingMessage silent = take(1);
        PendingMessage failing = take(2);
        silent.abandoned();
        failing.abandoned();
        arrivals.expire(Arrivals.PATIENCE);
        arrivals.expire(2 * Arrivals.PATIENCE - 1);
        failing.failed(Delivery.OFFLINE);
        assertThat(arrivals.take(ROW, 2).failed()).containsExactly(new Refusal(2, Delivery.OFFLINE));

        arrivals.expire(2 * Arrivals.PATIENCE);

        assertThat(arrivals.take(ROW, 2)).isEqualTo(new Word(List.of(new Range(1, 1)), List.of(), 3));
    }

    @Test
    void aPacketHasSoManyRangesAndTheRestFollows() {
        for (long number = 1; number <= 2 * Arrivals.RANGES + 2; number++) {
            PendingMessage message = take(number);
            if (number % 2 == 0) {
                message.arrived();
            }
        }
        long last = 2 * Arrivals.RANGES + 2;

        assertThat(arrivals.take(ROW, last).ranges()).hasSize(Arrivals.RANGES);
        assertThat(arrivals.hasWord()).isTrue();
        assertThat(arrivals.take(ROW, last).ranges()).containsExactly(new Range(last, last));
    }
}
