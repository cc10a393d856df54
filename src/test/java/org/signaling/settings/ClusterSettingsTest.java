package org.signaling.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.signaling.settings.ClusterSettings.ClusterMode;
import org.signaling.testing.TestSettings;

class ClusterSettingsTest {

    private static void assertRefused(String sentence, String... settings) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> TestSettings.with(settings))
                .withMessageContaining(sentence);
    }

    @Test
    void aServerIsAloneUnlessToldOtherwise() {
        ClusterSettings cluster = TestSettings.with().cluster();

        assertThat(cluster.mode()).isEqualTo(ClusterMode.NONE);
        assertThat(cluster.bindPort()).isEqualTo(7_800);
        assertThat(cluster.grace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(cluster.tls()).isEmpty();
    }

    @Test
    void howServersFindEachOtherMustBeSaid() {
        assertRefused("signaling.cluster.hosts is missing: name all servers", "signaling.cluster", "jgroups");
        assertRefused("signaling.cluster.dns is missing", "signaling.cluster", "jgroups",
                "signaling.cluster.discovery", "dns");
        assertRefused("signaling.cluster.hosts=a/b is not possible", "signaling.cluster", "jgroups",
                "signaling.cluster.hosts", "a/b");
        assertRefused("signaling.cluster=many is not one of none, jgroups", "signaling.cluster", "many");
    }

    @Test
    void theFourKeysOfTlsBelongTogetherAndNoMessageHasAPassword() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.cluster.tls.key-store-password", "xyzzy"))
                .withMessageContaining("belong together").withMessageNotContaining("xyzzy");
        assertRefused("signaling.cluster.tls.trust-store=/none cannot be read",
                "signaling.cluster.tls.key-store", "/none", "signaling.cluster.tls.key-store-password", "xyzzy",
                "signaling.cluster.tls.trust-store", "/none", "signaling.cluster.tls.trust-store-password", "xyzzy");
    }

    @Test
    void aStackThatCannotBeReadIsRefused() {
        assertRefused("signaling.cluster.stack=/none cannot be read", "signaling.cluster", "jgroups",
                "signaling.cluster.hosts", "a", "signaling.cluster.stack", "/none");
    }
}
