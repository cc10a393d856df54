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
        seal = new Seal(settings.signInKey(), settings.signInSecondKey());
    }

    /**
     * {@return a seal for what one browser carries; never null}
     *
     * @param browser what the browser is known by; null where it is not, and then nothing opens
     */
    BrowserSeal of(String browser) {
        return new BrowserSeal(seal, browser);
    }

    /** {@return 256 random bits, fit for a cookie or a URL; never null} */
    String randomText() {
        return seal.randomText();
    }
}
