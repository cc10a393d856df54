package org.signaling.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BulkheadTest {

    private final Bulkhead four = new Bulkhead(4, 2);

    @Test
    void oneKeyTakesNoMoreThanItsShareAndAllTogetherNoMoreThanThereAre() {
        assertThat(four.tryAcquire("a") && four.tryAcquire("a")).isTrue();
        assertThat(four.tryAcquire("a")).isFalse();
        assertThat(four.tryAcquire("b") && four.tryAcquire(null)).isTrue();
        assertThat(four.tryAcquire("c") || four.tryAcquire(null)).isFalse();

        four.release("a");
        assertThat(four.tryAcquire("c")).isTrue();
        four.release(null);
        assertThat(four.tryAcquire("a")).isTrue();
    }
}
