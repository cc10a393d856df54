package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.signaling.testing.TestMessage;

class PendingMessageTest {

    private final TestMessage message = new TestMessage();

    @Test
    void itsSenderIsToldOnceWhenTheLastPlaceHasFailed() {
        message.ask(2);
        message.asked();
        message.failed(Delivery.OFFLINE);
        assertThat(message.told()).isZero();

        message.failed(Delivery.OFFLINE);

        assertThat(message.told()).isEqualTo(1);
        assertThat(message.why()).isEqualTo(Delivery.OFFLINE);
    }

    @Test
    void aPlaceThatGotItOutKeepsItFromComingBack() {
        message.ask(3);
        message.failed(Delivery.OFFLINE);
        message.arrived();
        message.asked();
        message.failed(Delivery.OFFLINE);

        assertThat(message.told()).isZero();
    }

    @Test
    void aPlaceThatWasBusyMakesItBusy() {
        message.ask(1);
        message.failed(Delivery.BUSY);
        message.ask(1);
        message.asked();
        message.failed(Delivery.OFFLINE);

        assertThat(message.why()).isEqualTo(Delivery.BUSY);
    }

    @Test
    void nobodyIsToldBeforeAllPlacesWereAsked() {
        message.ask(1);
        message.failed(Delivery.OFFLINE);
        assertThat(message.told()).isZero();

        message.asked();

        assertThat(message.told()).isEqualTo(1);
    }
}
