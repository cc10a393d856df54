package org.signaling.testing;

import java.net.URI;

/**
 * The issuers in the test's own process that the server under test trusts. {@link #ALPHA} and {@link #BETA} run until
 * the process ends; any other is started by the test that needs it.
 */
public final class TestIssuers {

    /** The first one. */
    public static final TestIssuer ALPHA = start("alpha");
    /** The second one. */
    public static final TestIssuer BETA = start("beta");

    private TestIssuers() {
    }

    /** Has the two started: a server that finds them when it starts has their keys at hand. */
    public static void ready() {
        if (ALPHA.port() == BETA.port()) {
            throw new IllegalStateException("one port for both issuers");
        }
    }

    /** Starts an issuer that the server under test trusts, where its settings say. */
    public static TestIssuer start(String name) {
        URI address = ServerSettings.issuer(name);
        return TestIssuer.start(address.getPort(), address.getPath());
    }
}
