package org.signaling.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.signaling.handshake.Seal;
import org.signaling.settings.Settings;

/** Holds the one seal of this application. For all threads. */
@ApplicationScoped
public class Seals {

    private Seal seal;

    /** For the container's proxy. */
    protected Seals() {
    }

    /**
     * @param settings have the key, if there is more than one node; not null
     */
    @Inject
    public Seals(Settings settings) {
        seal = new Seal(settings.signInKey());
    }

    /** {@return the seal; never null} */
    Seal seal() {
        return seal;
    }
}
