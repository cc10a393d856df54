package org.signaling.ops;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.signaling.handshake.Admission;
import org.signaling.handshake.IssuerKeys;

/**
 * Whether to send users here: not while the server drains, and not while it can check nobody's token. No bean on a
 * server without MicroProfile Health ({@code beans.xml} leaves it out). For all threads.
 */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

    private final Admission admission;

    /** For the container's proxy. */
    protected ReadinessCheck() {
        this(null);
    }

    /**
     * @param admission knows; not null
     */
    @Inject
    public ReadinessCheck(Admission admission) {
        this.admission = admission;
    }

    @Override
    public HealthCheckResponse call() {
        long usable = admission.issuers().all().stream().filter(IssuerKeys::usable).count();
        if (usable == 0) {
            // nobody sends users here, so no user's token has the keys fetched: asking does
            admission.issuers().warm();
        }
        boolean draining = admission.draining();
        return HealthCheckResponse.named("signaling takes users")
                .status(usable > 0 && !draining)
                .withData("issuers", admission.issuers().all().size())
                .withData("issuers with keys", usable)
                .withData("draining", draining)
                .build();
    }
}
