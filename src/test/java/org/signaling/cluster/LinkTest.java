package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.signaling.cluster.Arrivals.Range;
import org.signaling.cluster.Packet.Refusal;
import org.signaling.message.Delivery;
import org.signaling.testing.TestMessage;

/** What is remembered of a message until the other side says what became of it. */
class LinkTest {

    private static final long ROW = 3;

    private final Link link = new Link(ROW, 1_000_000, 1 << 30, new TestTime(), List::of, new Receipts());
    private long sent;

    private TestMessage offer() {
        TestMessage message = new TestMessage();
        message.ask(1);
        assertThat(link.offer(new byte[]{1}, message)).isEqualTo(Delivery.TAKEN);
        message.asked();
        return message;
    }

    /** Sends all that waits, and has the other side handle it. */
    private void handleAll() throws InterruptedException {
        while (link.unsent() > 0) {
            sent += link.next().items().size();
            hear(List.of(), List.of(), 0);
        }
    }

    private void hear(List<Refusal> refusals, List<Range> settled, long floor) {
        link.acknowledged(new Packet(1, 1, List.of(), ROW, sent, refusals, settled, floor, false, false));
    }

    @Test
    void whatWasHandledAndNotSettledComesBackWhenTheServerIsGivenUp() throws InterruptedException {
        List<TestMessage> messages = List.of(offer(), offer(), offer());
        handleAll();
        hear(List.of(), List.of(new Range(2, 2)), 1);
        assertThat(link.size()).as("the window is open again").isZero();

        assertThat(link.close()).isEqualTo(2);

        assertThat(messages).extracting(TestMessage::told).containsExactly(1, 0, 1);
        assertThat(link.offer(new byte[]{1}, new TestMessage())).isEqualTo(Delivery.OFFLINE);
    }

    @Test
    void whatFailsThereLaterComesBackWithItsReason() throws InterruptedException {
        TestMessage message = offer();
        handleAll();
        hear(List.of(new Refusal(1, Delivery.BUSY)), List.of(), 2);

        assertThat(message.why()).isEqualTo(Delivery.BUSY);
        assertThat(link.close()).isZero();
        assertThat(message.told()).isEqualTo(1);
    }

    @Test
    void whatWasSettledInAWordThatGotLostComesBack() throws InterruptedException {
        List<TestMessage> messages = List.of(offer(), offer());
        handleAll();
        hear(List.of(), List.of(), 2);

        assertThat(messages).extracting(TestMessage::told).containsExactly(1, 0);
    }

    @Test
    void withTooMuchUnsettledAMessageIsBusyAndPresenceIsNotHeldUp() throws InterruptedException {
        List<TestMessage> messages = new ArrayList<>();
        for (int i = 0; i < Unsettled.MAX; i++) {
            messages.add(offer());
        }
        handleAll();

        assertThat(link.offer(new byte[]{1}, new TestMessage())).isEqualTo(Delivery.BUSY);
        link.tell(new byte[]{2});
        assertThat(link.next().items()).hasSize(1);
        hear(List.of(), List.of(new Range(1, 1)), 2);
        offer();
        assertThat(messages).extracting(TestMessage::told).containsOnly(0);
    }
}
