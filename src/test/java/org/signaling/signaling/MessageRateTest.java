package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.signaling.settings.LimitSettings;

class MessageRateTest {

    private static final long SECOND = 1_000_000_000L;

    private final MessageRate rate = new MessageRate(new LimitSettings(10, 3, 1, 1, 1, 1, 0, 1, 1), -5 * SECOND);

    @Test
    void aBurstMaySpendWhatWasSavedAndNoMore() {
        assertThat(rate.tryTake(0)).isTrue();
        assertThat(rate.tryTake(0)).isTrue();
        assertThat(rate.tryTake(0)).isTrue();
        assertThat(rate.tryTake(0)).isFalse();
    }

    @Test
    void tokensComeBackEvenlyAndARefusedMessageCostsNone() {
        for (int i = 0; i < 20; i++) {
            rate.tryTake(0);
        }

        assertThat(rate.tryTake(SECOND / 10 - 1)).isFalse();
        assertThat(rate.tryTake(SECOND / 10)).isTrue();
        assertThat(rate.tryTake(SECOND / 10)).isFalse();
        assertThat(rate.tryTake(SECOND / 5)).isTrue();
    }

    @Test
    void aLongPauseSavesNoMoreThanABurst() {
        int taken = 0;
        while (rate.tryTake(1_000 * SECOND)) {
            taken++;
        }

        assertThat(taken).isEqualTo(3);
    }
}
