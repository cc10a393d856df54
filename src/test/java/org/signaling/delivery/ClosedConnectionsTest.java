package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.HandshakeConfigurator.Transport;

class ClosedConnectionsTest {

    private final List<String> happened = new ArrayList<>();
    private long now = 5;
    private final ClosedConnections closed = new ClosedConnections(() -> now);

    private final class Named implements Transport {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public void stopReading() {
            happened.add(name + " is not read");
        }

        @Override
        public void end() {
            happened.add(name + " ends");
        }
    }

    private void close(String name, CloseCode code) {
        closed.add(new Named(name), new CloseReason(code, null));
    }

    private void pass(long nanos) {
        now += nanos;
        closed.serve(now);
    }

    @Test
    void aClientThatDoesNotAnswerACloseFrameIsEndedAfterTenSeconds() {
        close("a", CloseCodes.SERVICE_RESTART);
        pass(ClosedConnections.PATIENCE - 1);
        close("b", CloseCodes.NORMAL_CLOSURE);

        assertThat(happened).isEmpty();
        pass(1);
        assertThat(happened).containsExactly("a ends");
        pass(ClosedConnections.PATIENCE);
        assertThat(happened).containsExactly("a ends", "b ends");
    }

    @Test
    void whoIsSentAwayForWhatItSendsIsReadNoMoreAndEndedWhenItHasReadWhy() {
        close("other", CloseCodes.GOING_AWAY);
        close("large", CloseCodes.TOO_BIG);
        close("nonsense", CloseCodes.VIOLATED_POLICY);

        assertThat(happened).containsExactly("large is not read", "nonsense is not read");
        happened.clear();
        pass(ClosedConnections.SHORT_PATIENCE);
        assertThat(happened).containsExactly("large ends", "nonsense ends");
    }
}
