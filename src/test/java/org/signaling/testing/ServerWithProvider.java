package org.signaling.testing;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * A server of a test's own where Alice signs in at a provider of the test's own with a click, and a proxy in front of the
 * server that her page goes through. The server trusts {@link TestIssuers#ALPHA} and {@link TestIssuers#BETA} as well.
 * For one thread.
 */
public final class ServerWithProvider implements AutoCloseable {

    private final TestProvider provider = new TestProvider();
    private final OwnServer server;
    private final TcpProxy line;

    /** Starts it all, and waits until the server takes users. */
    public ServerWithProvider() {
        provider.welcomeAll();
        server = new OwnServer("signaling.issuers=alpha,beta,test",
                "signaling.issuer.test.issuer=" + provider.issuer().issuer(),
                "signaling.issuer.test.audiences=" + TestIssuer.AUDIENCE,
                "signaling.issuer.test.client-id=" + TestProvider.CLIENT).start();
        line = new TcpProxy(FreePort.any(), new InetSocketAddress("127.0.0.1", server.address().getPort()));
    }

    /** The server. */
    public OwnServer server() {
        return server;
    }

    /** Where Alice signs in. */
    public TestProvider provider() {
        return provider;
    }

    /** Between Alice and the server. */
    public TcpProxy line() {
        return line;
    }

    /** The server's root by the proxy. */
    public URI address() {
        return URI.create("http://localhost:" + line.port() + "/");
    }

    /** Alice opens the page and signs in. */
    public void signsIn(Person alice) {
        alice.comes();
        alice.at("sign-in-test").click();
        alice.isOnline();
    }

    /** Somebody rings Alice. */
    public static void ringsAlice(Person caller) {
        caller.page().locator("[data-testid=person][data-subject=alice]").getByTestId("call-video").click();
    }

    @Override
    public void close() {
        line.close();
        server.close();
        provider.close();
    }
}
