package org.signaling.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.signaling.handshake.Admission;
import org.signaling.handshake.IssuerHttp;
import org.signaling.limits.Bulkhead;
import org.signaling.settings.IssuerSettings;
import org.signaling.settings.Settings;

/** The issuers that people can sign in at: those with a client id. For all threads. */
@ApplicationScoped
public class Providers {

    private static final int WAITERS_PER_PROCESSOR = 8;

    private final List<Provider> providers = new ArrayList<>();

    /** For the container's proxy. */
    protected Providers() {
    }

    /**
     * @param settings the trusted issuers; not null
     * @param admission knows how to ask them; not null
     */
    @Inject
    public Providers(Settings settings, Admission admission) {
        this(settings, admission.issuers().http(), Clock.systemUTC(), Runtime.getRuntime().availableProcessors());
    }

    Providers(Settings settings, IssuerHttp http, Clock clock, int processors) {
        int most = WAITERS_PER_PROCESSOR * processors;
        Bulkhead waiters = new Bulkhead(most, most / 2);
        List<IssuerSettings> issuers = settings.issuers().stream().filter(issuer -> issuer.client().isPresent())
                .toList();
        for (IssuerSettings issuer : issuers) {
            providers.add(new Provider(issuer, issuers.size() == 1, http, clock, waiters, most / 2));
        }
    }

    /** {@return all of them, in the order configured; never null, empty where nobody can sign in here} */
    List<Provider> all() {
        return providers;
    }

    /** {@return the one of this short name} */
    Optional<Provider> named(String name) {
        return providers.stream().filter(provider -> provider.issuer().name().equals(name)).findFirst();
    }

    /** {@return the one whose tokens carry this {@code iss}} */
    Optional<Provider> of(String issuer) {
        return providers.stream().filter(provider -> provider.issuer().issuer().equals(issuer)).findFirst();
    }
}
