package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalTest {

    private static final long NOW = -3;

    private final Arrival arrival = new Arrival();

    @Test
    void aMessageHasItsTimeFromItsFirstPartOnWhateverComesInBetween() {
        assertThat(arrival.begin(NOW)).isTrue();
        assertThat(arrival.begin(NOW + Arrival.TIME - 1)).as("another part of the same").isFalse();

        assertThat(arrival.late(NOW + Arrival.TIME - 1)).isFalse();
        assertThat(arrival.late(NOW + Arrival.TIME)).isTrue();
    }

    @Test
    void aMessageThatIsWholeIsNotLateAndTheNextOneHasItsOwnTime() {
        arrival.begin(NOW);
        arrival.end();
        assertThat(arrival.underWay()).isFalse();
        assertThat(arrival.late(NOW + 2 * Arrival.TIME)).isFalse();

        assertThat(arrival.begin(NOW + Arrival.TIME)).isTrue();
        assertThat(arrival.late(NOW + 2 * Arrival.TIME - 1)).isFalse();
    }
}
