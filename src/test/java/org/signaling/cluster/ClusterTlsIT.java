package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.FreePort;
import org.signaling.testing.TestKeys;

/** Two servers in one JVM, over JGroups, the loopback and TLS. */
class ClusterTlsIT {

    private final List<TestNode> nodes = new ArrayList<>();
    private final int[] ports = {FreePort.any(), FreePort.any()};

    private TestNode node(int number, String... more) {
        TestNode node = new TestNode(Stream.concat(Stream.of("signaling.cluster", "jgroups",
                "signaling.cluster.bind-address", "127.0.0.1", "signaling.cluster.bind-port", "" + ports[number],
                "signaling.cluster.hosts", "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1]), Stream.of(more))
                .toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.bus().close());
    }

    private static void until(Callable<Boolean> what) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(what);
    }

    @Test
    void serversWithKeysThatTrustEachOtherMeetOverTls(@TempDir Path directory) {
        Path key = TestKeys.own(directory, "a");
        String[] tls = tls(key, TestKeys.trusting(directory, "trusted", key));
        TestNode a = node(0, tls);
        a.came("ada");
        TestNode b = node(1, tls);

        until(() -> b.online().equals(List.of("ada")));
    }

    @Test
    void aServerWithAWrongCertificateStaysAlone(@TempDir Path directory) {
        Path key = TestKeys.own(directory, "a");
        Path other = TestKeys.own(directory, "b");
        TestNode a = node(0, tls(key, TestKeys.trusting(directory, "trusted", key)));
        a.came("ada");
        TestNode b = node(1, tls(other, TestKeys.trusting(directory, "trusted-b", other, key)));

        assertThat(a.bus().status().peers()).isEmpty();
        assertThat(b.bus().status().peers()).isEmpty();
        assertThat(b.online()).isEmpty();
    }

    @Test
    void keysThatTheServersThemselvesWouldRefuseStopTheStart(@TempDir Path directory) {
        Path key = TestKeys.own(directory, "a");
        Path other = TestKeys.own(directory, "b");
        Path trusted = TestKeys.trusting(directory, "trusted", other);

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> node(0, tls(key, trusted)))
                .withMessageContainingAll("would not take each other", "a.p12", "trusted.p12");
    }

    private static String[] tls(Path keyStore, Path trustStore) {
        return new String[]{"signaling.cluster.tls.key-store", keyStore.toString(),
            "signaling.cluster.tls.key-store-password", TestKeys.PASSWORD,
            "signaling.cluster.tls.trust-store", trustStore.toString(),
            "signaling.cluster.tls.trust-store-password", TestKeys.PASSWORD};
    }
}
