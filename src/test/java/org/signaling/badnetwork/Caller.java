package org.signaling.badnetwork;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.signaling.badnetwork.Cables.Line;
import org.signaling.testing.Chromium;
import org.signaling.testing.FreePort;
import org.signaling.testing.Person;
import org.signaling.testing.TcpProxy;
import org.signaling.testing.TestUser;

/** Somebody whose browser is behind the {@link Cables}, with a proxy on the way to the server. For one thread. */
final class Caller implements AutoCloseable {

    /** How long something may take that is no part of what is tested. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Cables cables;
    private final int number;
    private final URI server;
    private TcpProxy proxy;
    private Chromium chromium;
    private BrowserContext profile;
    private Person person;
    private TestUser user;

    /**
     * @param number 0 for the one whose user comes first and who is polite therefore, 1 for the other one
     */
    Caller(Cables cables, int number) {
        this.cables = cables;
        this.number = number;
        server = URI.create("http://" + Line.SERVER.here() + ":" + FreePort.any() + "/");
    }

    /** The web origin of the caller's page. */
    String origin() {
        return server.toString().replaceAll("/$", "");
    }

    /** Starts the browser, and a proxy to a port of this machine. */
    void start(int port, Path directory) {
        proxy = new TcpProxy(new InetSocketAddress(server.getHost(), server.getPort()),
                new InetSocketAddress("127.0.0.1", port));
        chromium = new Chromium(cables.runs(number, Chromium.installed().orElseThrow(), directory),
                List.of("--unsafely-treat-insecure-origin-as-secure=" + origin()));
    }

    /**
     * Opens the page, in a profile of its own, and waits until it is connected.
     *
     * @param relayed whether calls may use a TURN server and nothing else
     */
    void comes(TestUser who, boolean relayed) {
        user = who;
        profile = chromium.profile(new NewContextOptions());
        profile.addInitScript(Chromium.script("/probe.js"));
        if (relayed) {
            profile.addInitScript(Chromium.script("/relay-only.js"));
        }
        person = new Person(profile, server).hasCookie(who.token()).comes().isOnline();
    }

    /** Closes the page. */
    void leaves() {
        if (profile != null) {
            profile.close();
            profile = null;
        }
    }

    /** At the page. */
    Person person() {
        return person;
    }

    /** Who this is to the server. */
    TestUser user() {
        return user;
    }

    /** The number by which the cables know the caller. */
    int number() {
        return number;
    }

    /** On the way to the server. */
    TcpProxy proxy() {
        return proxy;
    }

    /** The state of the newest call. */
    String state() {
        return (String) ask("state()");
    }

    /** How the first call ended; empty before. */
    String reason() {
        return (String) ask("reason()");
    }

    /** What the page tells the caller in its banner. */
    String banner() {
        return person.page().locator("#banner-text").textContent();
    }

    /** How many of the tracks that were opened are live. */
    int live() {
        return ((Number) ask("live()")).intValue();
    }

    /** When pictures began to move, then or later, in milliseconds since 1970; 0 where they do not. */
    long pictures(long since) {
        return ((Number) ask("pictures(" + since + ")")).longValue();
    }

    /** Since when the page has its connection to the server, in milliseconds since 1970; 0 where it has none. */
    long connected() {
        Map<?, ?> line = (Map<?, ?>) ask("server()");
        return "open".equals(line.get("state")) ? ((Number) line.get("at")).longValue() : 0;
    }

    /** When it rang last, in milliseconds since 1970; 0 where it never has. */
    long rang() {
        return ((Number) ask("rang()")).longValue();
    }

    /** What happened, line by line. */
    String log() {
        return (String) ask("log()");
    }

    /** What the newest connection has sent and received, of pictures, as JSON. */
    String flow() {
        return (String) ask("flow()");
    }

    private Object ask(String question) {
        return person.page().evaluate("probe." + question);
    }

    /** Waits until both see the other one's picture. */
    static void awaitTalk(Caller one, Caller other) {
        await("both talk").atMost(PATIENCE).pollInSameThread()
                .until(() -> one.pictures(0) > 0 && other.pictures(0) > 0);
    }

    @Override
    public void close() {
        if (chromium != null) {
            chromium.close();
        }
        if (proxy != null) {
            proxy.close();
        }
    }
}
