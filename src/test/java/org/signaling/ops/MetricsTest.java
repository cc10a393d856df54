package org.signaling.ops;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.delivery.Connection;
import org.signaling.settings.MetricsAccess;
import org.signaling.testing.Fake;
import org.signaling.testing.FakeSession;

class MetricsTest {

    private final Watched watched = new Watched();
    private final Metrics metrics = new Metrics(watched.driven.subscribers(), watched.router, watched.admission);
    private final Map<String, String> headers = new HashMap<>();
    private final Map<String, String> answer = new HashMap<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    @AfterEach
    void close() {
        metrics.close();
        watched.close();
    }

    private void get(MetricsAccess access, String from) throws Exception {
        HttpServletRequest request = Fake.of(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getRemoteAddr" -> from;
            case "getLocalAddr" -> "198.51.100.7";
            case "getHeader" -> headers.get(arguments[0]);
            default -> throw new UnsupportedOperationException(name);
        });
        HttpServletResponse response = Fake.of(HttpServletResponse.class, (name, arguments) -> switch (name) {
            case "setHeader", "setIntHeader" -> answer.put((String) arguments[0], arguments[1].toString());
            case "setStatus" -> answer.put("status", arguments[0].toString());
            case "setContentType" -> answer.put("Content-Type", (String) arguments[0]);
            case "setContentLength" -> answer.put("Content-Length", arguments[0].toString());
            case "getOutputStream" -> new ServletOutputStream() {
                @Override
                public void write(int b) {
                    body.write(b);
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    throw new UnsupportedOperationException();
                }
            };
            default -> throw new UnsupportedOperationException(name);
        });
        new MetricsServlet(access, access == MetricsAccess.OFF ? null : metrics).doGet(request, response);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "0:0:0:0:0:0:0:1", "198.51.100.7"})
    void localMetricsAreForCallersOnTheSameMachine(String from) throws Exception {
        get(MetricsAccess.LOCAL, from);

        assertThat(answer).containsEntry("status", "200").containsEntry("Cache-Control", "no-store")
                .containsEntry("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
                .containsEntry("Content-Length", "" + body.size());
        assertThat(body.toString(StandardCharsets.UTF_8)).contains("signaling_users 0.0\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "2001:db8::1", "fe80::1", "1.127.0.0"})
    void localMetricsAreForNobodyElse(String from) throws Exception {
        get(MetricsAccess.LOCAL, from);

        assertThat(answer).containsEntry("status", "403");
        assertThat(body.toString(StandardCharsets.UTF_8)).contains("signaling.metrics=open")
                .doesNotContain("signaling_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"})
    void whoComesThroughAProxyIsNotLocal(String header) throws Exception {
        headers.put(header, "x");
        get(MetricsAccess.LOCAL, "127.0.0.1");

        assertThat(answer).containsEntry("status", "403");
    }

    @Test
    void openMetricsAreForEverybody() throws Exception {
        headers.put("Via", "x");
        get(MetricsAccess.OPEN, "192.0.2.1");

        assertThat(answer).containsEntry("status", "200");
    }

    @Test
    void metricsThatAreOffAreForNobody() throws Exception {
        get(MetricsAccess.OFF, "127.0.0.1");

        assertThat(answer).containsEntry("status", "404");
        assertThat(body.toString(StandardCharsets.UTF_8)).doesNotContain("signaling_");
    }

    @Test
    void theyTellWhatHappenedAndNameNobody() {
        Connection from = watched.join(new FakeSession(), "alice");
        watched.join(new FakeSession(), "bob");
        watched.router.route(watched.offer("bob"), from, false, false);
        watched.router.route(watched.offer("bob"), from, false, false);
        watched.router.route(watched.offer("nobody"), from, false, false);
        watched.router.route("{\"type\":\"userList\"}", from, false, false);
        watched.driven.pass(1_000);
        watched.handshake(watched.issuer.token("bob", "Bob"));
        watched.handshake("x");

        assertThat(metrics.text().lines()).contains(
                "signaling_users 2.0",
                "signaling_connections 2.0",
                "signaling_queued_messages 0.0",
                "signaling_messages_received_total 4.0",
                "signaling_messages_relayed_total 2.0",
                "signaling_messages_refused_total{code=\"target-offline\"} 1.0",
                "signaling_messages_refused_total{code=\"target-busy\"} 0.0",
                "signaling_handshakes_total{outcome=\"admitted\",reason=\"none\"} 1.0",
                "signaling_handshakes_total{outcome=\"refused\",reason=\"malformed\"} 1.0",
                "signaling_draining 0.0",
                "signaling_overloaded 0.0",
                "signaling_overloads_total 0.0",
                "signaling_read_delay_seconds 0.0",
                "signaling_message_rate +Inf",
                "signaling_presence_events_total 2.0",
                "signaling_presence_sent_total{kind=\"change\"} 1.0",
                "signaling_presence_sent_total{kind=\"list\"} 1.0",
                "signaling_lists_waiting 0.0",
                "signaling_lists_underway_characters 0.0",
                "signaling_issuer_keys{issuer=\"a\"} 1.0",
                "signaling_issuer_keys_age_seconds{issuer=\"a\"} 0.0",
                "signaling_issuer_fetches_total{issuer=\"a\",outcome=\"ok\"} 1.0",
                "signaling_issuer_fetches_total{issuer=\"a\",outcome=\"failed\"} 0.0",
                "signaling_queue_wait_seconds_bucket{le=\"0.001\"} 1",
                "signaling_queue_wait_seconds_bucket{le=\"0.1\"} 2",
                "signaling_queue_wait_seconds_bucket{le=\"+Inf\"} 2",
                "signaling_queue_wait_seconds_count 2",
                "signaling_queue_wait_seconds_sum 0.1");
        assertThat(metrics.text()).contains("signaling_pacer_lateness_seconds_count ", "jvm_memory_used_bytes",
                "jvm_threads_live_threads", "jvm_gc_collections_total{gc=",
                "jvm_gc_collection_seconds_total{gc=").doesNotContainIgnoringCase("alice").doesNotContain("bob");
    }

    @Test
    void theAgeOfKeysThatAreNotThereIsNoNumber() {
        assertThat(metrics.text()).contains("signaling_issuer_keys_age_seconds{issuer=\"a\"} NaN");
    }
}
