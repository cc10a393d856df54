package org.signaling.testing;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A person at the page: what the person sees and does there, and the frames of the page's socket. For one thread. */
public final class Person {

    private static final String MOVED = "frames => {"
            + " const video = document.getElementById('remote-video');"
            + " return video.videoWidth > 0 && video.getVideoPlaybackQuality().totalVideoFrames > frames; }";

    private final Page page;
    private final URI address;
    private final List<JsonNode> sent = new ArrayList<>();
    private final List<JsonNode> received = new ArrayList<>();
    private final List<String> trouble = new ArrayList<>();
    private int connections;

    /**
     * Opens a tab, which is empty yet.
     *
     * @param profile the browser profile that it belongs to
     * @param server the root of the server whose page is to be opened
     */
    public Person(BrowserContext profile, URI server) {
        address = server.resolve("/app/");
        page = profile.newPage();
        page.onWebSocket(socket -> {
            connections++;
            socket.onFrameSent(frame -> sent.add(SocketClient.json(frame.text())));
            socket.onFrameReceived(frame -> received.add(SocketClient.json(frame.text())));
        });
        page.onPageError(trouble::add);
        page.onDialog(dialog -> {
            trouble.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
    }

    /** Comes with the token in the cookie, as after a sign-in. */
    public Person hasCookie(String token) {
        page.context().addCookies(List.of(new Cookie("oidc", token).setDomain(address.getHost()).setPath("/")
                .setHttpOnly(true).setSameSite(SameSiteAttribute.STRICT)));
        return this;
    }

    /** Opens the page, or opens it anew. */
    public Person comes() {
        page.navigate(address.toString());
        return this;
    }

    /** Waits until the page is connected. */
    public Person isOnline() {
        assertThat(at("connection-text")).hasText("Connected");
        return this;
    }

    /** Signs in at Keycloak, which asks for name and password. */
    public void signsIn(String issuer, String name) {
        choosesIssuer(issuer);
        givesPassword(name);
    }

    /** Gives name and password at Keycloak, and waits until the page says who is signed in. */
    public void givesPassword(String name) {
        page.locator("#username").fill(name);
        page.locator("#password").fill(name + "-password");
        page.locator("#kc-login").click();
        assertThat(at("me")).hasText(name);
    }

    /** Chooses where to sign in, and waits until the issuer asks for a password. */
    public void choosesIssuer(String issuer) {
        at("sign-in-" + issuer).click();
        assertThat(page.locator("#password")).isVisible();
    }

    /** Rings somebody, with video. */
    public void rings(TestUser user) {
        row(user).getByTestId("call-video").click();
    }

    /** Waits until it rings, and takes the call. */
    public void accepts() {
        at("accept").click();
    }

    /** Ends the call. */
    public void hangsUp() {
        at("hang-up").click();
    }

    /** Waits until the other's picture moves from now on. */
    public void seesAMovingPicture() {
        Object frames = page.evaluate(
                "document.getElementById('remote-video').getVideoPlaybackQuality().totalVideoFrames");
        page.waitForFunction(MOVED, frames);
    }

    /** Waits until there is no call any more, and the list is there. */
    public void seesTheList() {
        assertThat(at("view-people")).isVisible();
    }

    /** Waits for what the line under the bar says, as a part of it. */
    public void isTold(String text) {
        assertThat(at("banner")).containsText(text);
    }

    /** Presses "Try now", if the page offers that. */
    public void triesNow() {
        page.evaluate("document.getElementById('banner-action').click()");
    }

    /** Somebody's line in the list. */
    public Locator row(TestUser user) {
        return page.locator("[data-testid=person][data-subject='" + user.subject() + "']");
    }

    /** A part of the page, by its {@code data-testid} or, where it has none, its id. */
    public Locator at(String name) {
        return page.locator("[data-testid='" + name + "'], #" + name).first();
    }

    /** The tab. */
    public Page page() {
        return page;
    }

    /** Forgets when things happened in the last call, for {@link #millis}. */
    public void watchesANewCall() {
        page.evaluate("seen.accepted = seen.picture = null");
    }

    /** Waits until something has happened; when, in milliseconds since 1970. */
    public double millis(String what) {
        page.waitForFunction("what => seen[what] !== null", what);
        return ((Number) page.evaluate("what => seen[what]", what)).doubleValue();
    }

    /** The frames that the page has sent, in order. */
    public List<JsonNode> sent() {
        // what is under way comes before the answer
        page.evaluate("1");
        return List.copyOf(sent);
    }

    /** The frames that the page has received, in order. */
    public List<JsonNode> received() {
        page.evaluate("1");
        return List.copyOf(received);
    }

    /** How often the page has tried to connect. */
    public int connections() {
        page.evaluate("1");
        return connections;
    }

    /** Errors that no script of the page caught, and dialogs that it opened; empty in a good page. */
    public List<String> trouble() {
        page.evaluate("1");
        return List.copyOf(trouble);
    }

    /** Takes a picture of the page, for {@code target/screenshots}. */
    public void picture(String name) {
        page.screenshot(
                new Page.ScreenshotOptions().setPath(Path.of(System.getProperty("screenshots"), name + ".png")));
    }
}
