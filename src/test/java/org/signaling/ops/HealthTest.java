package org.signaling.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HealthTest {

    private final Watched watched = new Watched();
    private final ReadinessCheck readiness = new ReadinessCheck(watched.admission, watched.driven.subscribers());
    private final LivenessCheck liveness = new LivenessCheck(watched.driven.subscribers());

    /** Stands in for what a server with MicroProfile Health brings. */
    @BeforeAll
    static void provideResponses() {
        HealthCheckResponse.setResponseProvider(Builder::new);
    }

    @AfterEach
    void close() {
        watched.close();
    }

    @Test
    void itIsNotReadyWithoutKeysAndAskingHasThemFetched() {
        watched.issuer.fail();
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(readiness.call().getData().orElseThrow()).containsEntry("issuers", 1L)
                .containsEntry("issuers with keys", 0L);
        Awaitility.await().until(() -> watched.keys().failures() == 1);

        watched.issuer.work();
        watched.fetchKeys();

        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        assertThat(readiness.call().getData().orElseThrow()).containsEntry("issuers with keys", 1L);
    }

    @Test
    void itIsNotReadyWhileItDrains() {
        watched.fetchKeys();
        watched.management().drain(5);
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(readiness.call().getData().orElseThrow()).containsEntry("draining", true);

        watched.management().cancelDrain();

        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void itIsNotReadyWhileItIsOverloadedAndStaysAlive() {
        watched.fetchKeys();
        watched.driven.overload();
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        assertThat(readiness.call().getData().orElseThrow()).containsEntry("overloaded", true);
        assertThat(liveness.call().getStatus()).isEqualTo(Status.UP);

        watched.driven.pass(10_000);

        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        assertThat(readiness.call().getData().orElseThrow()).containsEntry("overloaded", false);
    }

    @Test
    void itIsAliveWhileThePacerBeginsRounds() {
        watched.driven.pass(1_000);
        watched.driven.stop(29_000);
        assertThat(liveness.call().getStatus()).isEqualTo(Status.UP);

        watched.driven.stop(1_000);
        assertThat(liveness.call().getStatus()).isEqualTo(Status.DOWN);

        watched.driven.pass(10);
        assertThat(liveness.call().getStatus()).isEqualTo(Status.UP);
    }

    private static final class Builder extends HealthCheckResponseBuilder {

        private final Map<String, Object> data = new HashMap<>();
        private String name;
        private Status status;

        @Override
        public HealthCheckResponseBuilder name(String value) {
            name = value;
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, String value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, long value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder withData(String key, boolean value) {
            data.put(key, value);
            return this;
        }

        @Override
        public HealthCheckResponseBuilder up() {
            return status(true);
        }

        @Override
        public HealthCheckResponseBuilder down() {
            return status(false);
        }

        @Override
        public HealthCheckResponseBuilder status(boolean up) {
            status = up ? Status.UP : Status.DOWN;
            return this;
        }

        @Override
        public HealthCheckResponse build() {
            return new HealthCheckResponse(name, status, Optional.of(data));
        }
    }
}
