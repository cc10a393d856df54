package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.signaling.settings.LimitSettings;

class MessageRateTest {

    private static final long SECOND = 1_000_000_000L;
    private static final double ANY = Double.POSITIVE_INFINITY;

    private final MessageRate rate = new MessageRate(new LimitSettings(10, 3, 1, 1, 1, 1, 0, 1, 1, Duration.ZERO),
            -5 * SECOND);

    @Test
    void aBurstMaySpendWhatWasSavedAndNoMore() {
        assertThat(rate.tryTake(0, ANY)).isTrue();
        assertThat(rate.tryTake(0, ANY)).isTrue();
        assertThat(rate.tryTake(0, ANY)).isTrue();
        assertThat(rate.tryTake(0, ANY)).isFalse();
    }

    @Test
    void tokensComeBackEvenlyAndARefusedMessageCostsNone() {
        for (int i = 0; i < 20; i++) {
            rate.tryTake(0, ANY);
        }

        assertThat(rate.tryTake(SECOND / 10 - 1, ANY)).isFalse();
        assertThat(rate.tryTake(SECOND / 10, ANY)).isTrue();
        assertThat(rate.tryTake(SECOND / 10, ANY)).isFalse();
        assertThat(rate.tryTake(SECOND / 5, ANY)).isTrue();
    }

    @Test
    void aLongPauseSavesNoMoreThanABurst() {
        int taken = 0;
        while (rate.tryTake(1_000 * SECOND, ANY)) {
            taken++;
        }

        assertThat(taken).isEqualTo(3);
    }

    @Test
    void whenThereIsTooMuchToDoWhoSendsMostIsRefusedAndWhoSentLittleMaySetUpACall() {
        MessageRate busy = new MessageRate(new LimitSettings(100, 1_000, 1, 1, 1, 1, 0, 1, 1, Duration.ZERO), 0);
        MessageRate calm = new MessageRate(new LimitSettings(100, 1_000, 1, 1, 1, 1, 0, 1, 1, Duration.ZERO), 0);
        long now = 0;
        for (int i = 0; i < 100; i++, now += SECOND / 2) {
            assertThat(busy.tryTake(now, ANY)).isTrue();
        }

        assertThat(busy.tryTake(now, 3)).isTrue();
        assertThat(busy.tryTake(now, 1)).isFalse();
        for (int i = 0; i < 20; i++) {
            assertThat(calm.tryTake(now, 1)).isTrue();
        }
        assertThat(calm.tryTake(now, 1)).isFalse();
    }

    @Test
    void whoIsHeldBackStillSendsAsOftenAsAllMay() {
        MessageRate busy = new MessageRate(new LimitSettings(100, 1_000, 1, 1, 1, 1, 0, 1, 1, Duration.ZERO), 0);
        long now = 0;
        for (int i = 0; i < 400; i++, now += SECOND / 10) {
            busy.tryTake(now, ANY);
        }
        int sent = 0;
        for (int i = 0; i < 1_000; i++, now += SECOND / 10) {
            sent += busy.tryTake(now, 1) ? 1 : 0;
        }

        assertThat(sent).isBetween(50, 120);
    }

    @Test
    void aUserIsLikeNewWhenTheBucketIsFullAndWhatItSentHasFaded() {
        assertThat(rate.full(0)).isTrue();
        rate.tryTake(0, ANY);
        assertThat(rate.full(SECOND / 20)).isFalse();
        assertThat(rate.full(SECOND)).isFalse();
        assertThat(rate.full(MessageRate.MEMORY * SECOND)).isTrue();
    }
}
