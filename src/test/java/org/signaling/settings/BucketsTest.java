package org.signaling.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BucketsTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = Long.MAX_VALUE - 5 * SECOND;
    private final Buckets<String> buckets = new Buckets<>(Rate.of(60, Duration.ofMinutes(1), 2), 3, () -> now);

    @Test
    void eachHasABucketOfItsOwn() {
        assertThat(buckets.tryTake("a")).isTrue();
        assertThat(buckets.tryTake("a")).isTrue();
        assertThat(buckets.tryTake("a")).isFalse();
        assertThat(buckets.allows("a")).isFalse();
        assertThat(buckets.tryTake("b")).isTrue();
    }

    @Test
    void tokensComeBackOneAfterAnotherAlsoWhereTheClockOverflows() {
        buckets.tryTake("a");
        buckets.tryTake("a");
        for (int i = 0; i < 10; i++) {
            now += SECOND;
            assertThat(buckets.tryTake("a")).isTrue();
            assertThat(buckets.tryTake("a")).isFalse();
        }
    }

    @Test
    void whatIsTakenBeyondTheLastTokenIsMissingLonger() {
        buckets.take("a");
        buckets.take("a");
        buckets.take("a");
        now += SECOND;
        assertThat(buckets.allows("a")).isFalse();
        now += SECOND;
        assertThat(buckets.allows("a")).isTrue();
    }

    @Test
    void aFullBucketIsForgotten() {
        buckets.take("a");
        now += SECOND;
        buckets.take("b");

        assertThat(buckets.size()).isEqualTo(1);
    }

    @Test
    void ofTooManyTheOneThatTookLeastLatelyIsForgotten() {
        for (String key : new String[]{"a", "b", "c", "a", "d"}) {
            buckets.take(key);
        }

        assertThat(buckets.size()).isEqualTo(3);
        assertThat(buckets.tryTake("a")).isFalse();
    }
}
