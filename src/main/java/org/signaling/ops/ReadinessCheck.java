package org.signaling.ops;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.signaling.cluster.ClusterStatus;
import org.signaling.delivery.Subscribers;
import org.signaling.handshake.Admission;
import org.signaling.handshake.IssuerKeys;

/**
 * Whether to send users here: not while the server drains or is overloaded, and not while it can check nobody's token,
 * and, in a cluster, not before the other servers have told who is there, and not once it cannot hear or tell them any
 * more. No bean on a server without MicroProfile Health ({@code beans.xml} leaves it out). For all threads.
 */
@Readiness
@ApplicationScoped
public class ReadinessCheck implements HealthCheck {

    private final Admission admission;
    private final Subscribers subscribers;

    /** For the container's proxy. */
    protected ReadinessCheck() {
        this(null, null);
    }

    /**
     * @param admission knows tokens; not null
     * @param subscribers knows the cluster; not null
     */
    @Inject
    public ReadinessCheck(Admission admission, Subscribers subscribers) {
        this.admission = admission;
        this.subscribers = subscribers;
    }

    @Override
    public HealthCheckResponse call() {
        long usable = admission.issuers().all().stream().filter(IssuerKeys::usable).count();
        if (usable == 0) {
            // nobody sends users here, so no user's token has the keys fetched: asking does
            admission.issuers().warm();
        }
        // whose first users would come in a crowd, and wait for keys that are there in a moment
        boolean arriving = admission.issuers().all().stream().anyMatch(IssuerKeys::arriving);
        boolean draining = admission.draining();
        boolean overloaded = subscribers.overload().now();
        ClusterStatus cluster = subscribers.cluster();
        HealthCheckResponseBuilder response = HealthCheckResponse.named("signaling takes users")
                .status(usable > 0 && !arriving && !draining && !overloaded && cluster.settled()
                        && cluster.failure() == null)
                .withData("issuers", admission.issuers().all().size())
                .withData("issuers with keys", usable)
                .withData("draining", draining)
                .withData("overloaded", overloaded);
        if (cluster.enabled()) {
            response.withData("cluster view", cluster.view())
                    .withData("cluster settled", cluster.settled())
                    .withData("cluster healed", cluster.healed());
            if (cluster.failure() != null) {
                response.withData("cluster failure", cluster.failure());
            }
            cluster.peers().forEach(peer -> response.withData("queue age in ms to " + peer.name(),
                    peer.age().toMillis()));
        }
        return response.build();
    }
}
