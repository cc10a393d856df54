package org.signaling.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestIssuers;

/** What is seen of the deployed server over HTTP. */
class OperationsIT extends ServerTest {

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return get(page().resolve(path), headers);
    }

    private HttpResponse<String> get(URI address, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void theServerIsReadyAndAliveAndSaysSoItself() throws Exception {
        HttpResponse<String> ready = get(health("ready"));
        HttpResponse<String> live = get(health("live"));

        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).contains("signaling takes users");
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body()).contains("signaling pacer");
    }

    @Test
    void theMetricsTellOfAMessageAndNameNobody() throws Exception {
        SocketClient ada = connect(newUser(TestIssuers.ALPHA, "watched"));
        ada.send("{\"type\":\"nonsense\"}");

        Awaitility.await().until(() -> metric("signaling_messages_refused_total{code=\"bad-target\"}") > 0);
        assertThat(metric("signaling_connections")).isPositive();
        assertThat(metric("signaling_handshakes_total{outcome=\"admitted\",reason=\"none\"}")).isPositive();
        assertThat(metric("signaling_issuer_keys{issuer=\"alpha\"}")).isPositive();
        assertThat(get("signaling/metrics").body()).contains("jvm_memory_used_bytes").doesNotContain("watched");
    }

    @Test
    void howLongFramesWaitIsMeasuredByTheAnswersOfThoseWhoSend() throws Exception {
        List<SocketClient> users = IntStream.range(0, 8)
                .mapToObj(i -> connect(newUser(TestIssuers.ALPHA, "busy"))).toList();

        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200)).until(() -> {
            users.forEach(user -> user.send("{\"type\":\"iceServers\"}"));
            double delay = metric("signaling_read_delay_seconds");
            return delay > 0 && delay < 2;
        });
        assertThat(metric("signaling_overloaded")).isZero();
    }

    @Test
    void theApplicationServersOwnMetricsAreNotForThePortOfTheApplication() throws Exception {
        assertThat(List.of(get("metrics").statusCode(), get("metrics/base").statusCode()))
                .allSatisfy(status -> assertThat(status).isIn(403, 404));
        assertThat(get("metrics").body()).doesNotContain("memory");
    }

    @Test
    void theMetricsAreNotForCallersThatAProxyBrings() throws Exception {
        HttpResponse<String> answer = get("signaling/metrics", "X-Forwarded-For", "192.0.2.7");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("signaling_users");
    }
}
