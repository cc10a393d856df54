package org.signaling.testing;

import java.net.URI;

/** The two issuers in the test's own process that the server under test trusts. They run until the process ends. */
public final class TestIssuers {

    /** The first one. */
    public static final TestIssuer ALPHA = start("alpha");
    /** The second one. */
    public static final TestIssuer BETA = start("beta");

    private TestIssuers() {
    }

    private static TestIssuer start(String name) {
        URI address = ServerSettings.issuer(name);
        return TestIssuer.start(address.getPort(), address.getPath());
    }
}
