package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.PayaraLibraries;

/** Looks into the Payara Micro that the other integration tests run on. */
class PayaraUpgradeIT {

    @TempDir
    private Path folder;

    @Test
    void payaraCanStillBeSparedTheSearchForBeansInEachUpgrade() throws Exception {
        try (URLClassLoader payara = PayaraLibraries.load(folder, "web-core.jar", "nucleus-grizzly-all.jar",
                "jakarta.servlet-api.jar")) {
            assertThat(PayaraUpgrade.knows(payara.loadClass("org.apache.catalina.connector.RequestFacade"))).isTrue();
        }
    }
}
