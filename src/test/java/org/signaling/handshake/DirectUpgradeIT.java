package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerTest;

/** Looks into the log of the server that the other integration tests run on. */
class DirectUpgradeIT extends ServerTest {

    @Test
    void noServerThatIsKnownLooksDifferentSoThatItWouldSearchForBeansInEachUpgrade() {
        assertThat(logSoFar()).doesNotContain("cannot be spared the search for beans");
    }
}
