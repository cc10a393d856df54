package org.signaling.ops;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.signaling.delivery.Subscribers;

/**
 * Whether the server is beyond help but for a restart: its pacer, which begins a round each 10 ms, has not for long. No
 * bean on a server without MicroProfile Health ({@code beans.xml} leaves it out). For all threads.
 */
@Liveness
@ApplicationScoped
public class LivenessCheck implements HealthCheck {

    private static final Duration TOO_LONG = Duration.ofSeconds(30);

    private final Subscribers subscribers;

    /** For the container's proxy. */
    protected LivenessCheck() {
        this(null);
    }

    /**
     * @param subscribers knows; not null
     */
    @Inject
    public LivenessCheck(Subscribers subscribers) {
        this.subscribers = subscribers;
    }

    @Override
    public HealthCheckResponse call() {
        Duration silence = subscribers.silence();
        return HealthCheckResponse.named("signaling pacer")
                .status(silence.compareTo(TOO_LONG) < 0)
                .withData("milliseconds since the last round", silence.toMillis())
                .build();
    }
}
