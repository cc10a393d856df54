package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;

/** Alone, because it looks at the threads of the whole JVM. */
@Isolated
class IssuerThreadsTest {

    @Test
    void anApplicationThatIsTakenDownLeavesNoThreadBehind() throws IOException {
        try (TestIssuer issuer = TestIssuer.start(0, "/a")) {
            List<Thread> before = ours();
            TrustedIssuers closed = new TrustedIssuers(TestSettings.trusting(issuer, Map.of()), Clock.systemUTC());
            closed.find(issuer.issuer()).orElseThrow().refresh().join();
            // those of other tests may end meanwhile
            assertThat(ours()).anyMatch(thread -> !before.contains(thread));
            closed.close();

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                System.gc();
                assertThat(ours()).allMatch(before::contains);
            });
            // a server may hold it longer than its threads
            assertThat(closed.all()).hasSize(1);
        }
    }

    private static List<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("HttpClient.*|signaling-issuer-keys"))
                .toList();
    }
}
