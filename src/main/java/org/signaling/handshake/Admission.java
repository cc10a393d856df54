package org.signaling.handshake;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.signaling.settings.Settings;

/**
 * The one place that decides whether a request may become a socket. For all threads; {@link #admit} may wait a few
 * seconds for an issuer's keys, and only where they are not at hand.
 */
@ApplicationScoped
public class Admission {

    private final TrustedIssuers issuers;
    private final TokenVerifier verifier;
    private final Origins origins;

    /** For the proxies of CDI, which need a constructor without parameters; what it makes is never asked. */
    protected Admission() {
        issuers = null;
        verifier = null;
        origins = null;
    }

    /**
     * @param settings trusted issuers, clock skew and web origins; not null
     */
    @Inject
    public Admission(Settings settings) {
        this(settings, Clock.systemUTC());
    }

    Admission(Settings settings, Clock clock) {
        issuers = new TrustedIssuers(settings, clock);
        verifier = new TokenVerifier(issuers, settings.clockSkew(), clock);
        origins = new Origins(settings.origins());
    }

    /** Makes the server create this bean when the application starts, and not with the first request. */
    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
        // creating it was all
    }

    /** Begins to fetch the issuers' keys. An issuer that is down neither delays nor stops the start. */
    @PostConstruct
    void warm() {
        issuers.warm();
    }

    /** Ends the threads that fetch keys. */
    @PreDestroy
    void close() {
        issuers.close();
    }

    /**
     * Decides about a handshake request.
     *
     * @param headers all values of the header of a name, whatever its case; an empty list where there is none; not null
     * @param query the query as it came, still encoded; may be null
     * @return the verified token, whose {@link SignalingToken#caller()} the connection belongs to; never null
     * @throws TokenRejected if the request may not become a socket
     */
    public SignalingToken admit(Function<String, List<String>> headers, String query) throws TokenRejected {
        BearerToken token = BearerToken.pick(headers, query);
        origins.check(headers.apply("Origin"), headers.apply("Host"), token.source());
        return verifier.verify(token.value());
    }

    /** {@return what decides whether a token alone is good; never null} */
    public TokenVerifier verifier() {
        return verifier;
    }

    /** {@return the trusted issuers with their keys, for those who operate the server; never null} */
    public TrustedIssuers issuers() {
        return issuers;
    }
}
