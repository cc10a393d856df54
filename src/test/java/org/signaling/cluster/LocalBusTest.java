package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.signaling.testing.TestSettings;

class LocalBusTest {

    @Test
    void withoutAClusterThereIsNoChannelAndNoThread() {
        Bus bus = Bus.of(TestSettings.with().cluster(), null);
        bus.start();

        assertThat(bus).isInstanceOf(LocalBus.class);
        assertThat(bus.shared()).isFalse();
        assertThat(bus.status()).isEqualTo(ClusterStatus.ALONE);
        bus.close();
    }
}
