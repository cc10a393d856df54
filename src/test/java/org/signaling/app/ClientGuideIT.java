package org.signaling.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Dialog;
import com.microsoft.playwright.Page;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;
import org.signaling.testing.OwnServer;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestUser;

/**
 * The examples of {@code docs/client.md} as they stand there, in pages of another origin than the server's: only host
 * names and the source of tokens are put in, and a line that shows the test what the example has.
 */
class ClientGuideIT extends BrowserTest {

    private static final Path GUIDE = Path.of("docs/client.md");
    private static final String PICTURE_MOVES = "() => { const video = document.getElementById('theirs');"
            + " return video.videoWidth > 0 && video.currentTime > 1; }";

    private static final Map<String, String> DOCUMENTS = new ConcurrentHashMap<>();
    private static HttpServer site;
    private static OwnServer server;

    private final TestUser adaUser = newUser(ALPHA, "Ada");
    private final TestUser graceUser = newUser(BETA, "Grace");
    private final List<String> trouble = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void serveTheGuide() throws IOException {
        site = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        site.createContext("/", exchange -> TestIssuer.send(exchange, 200, "text/html; charset=utf-8",
                DOCUMENTS.getOrDefault(exchange.getRequestURI().getPath(), "")));
        site.start();
        server = new OwnServer("signaling.origins=" + origin()).start();
    }

    @AfterAll
    static void end() {
        site.stop(0);
        server.close();
    }

    @AfterEach
    void nothingWentWrong() {
        assertThat(trouble).as("what went wrong in the examples").isEmpty();
    }

    private static String origin() {
        return "http://127.0.0.1:" + site.getAddress().getPort();
    }

    /** The one block of code in this language that has these words. */
    private static String example(String language, String words) throws IOException {
        Matcher blocks = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(GUIDE));
        List<String> found = blocks.results().map(block -> block.group(1)).filter(code -> code.contains(words))
                .toList();
        assertThat(found).as("examples in %s with %s", language, words).hasSize(1);
        return found.get(0);
    }

    private static String here(String example) {
        return example.replace("wss://signaling.example/", server.socket().toString())
                .replace("https://signaling.example/", server.address().toString());
    }

    /**
     * Opens an example.
     *
     * @param shown the names in it that the test uses
     */
    private Page open(String example, String shown, TestUser user) {
        String source = "<script>var token = '" + user.token() + "'; var fetchFreshToken = async () => token;</script>";
        String path = "/" + DOCUMENTS.size();
        DOCUMENTS.put(path, "<!doctype html><meta charset=utf-8>" + source
                + here(example).replaceAll("(?s)</script>\\s*$", "globalThis.guide = { " + shown + " };\n</script>"));
        Page page = profile(new NewContextOptions()).newPage();
        page.onPageError(trouble::add);
        page.navigate(origin() + path);
        return page;
    }

    private static void awaitPeople(Page page, String map, int count) {
        page.waitForFunction("count => globalThis.guide !== undefined && guide." + map + ".size === count", count);
    }

    private static String named(String map, String name) {
        return "[...guide." + map + ".values()].find(({ username }) => username === '" + name + "')";
    }

    @Test
    void thePlainPageSeesWhoComesAndGoesAndSendsAndGetsMessages() throws IOException {
        String example = example("html", "new WebSocket(");
        Page ada = open(example, "people, send", adaUser);
        Page grace = open(example, "people, send", graceUser);
        List<String> heard = new CopyOnWriteArrayList<>();
        grace.onConsoleMessage(message -> heard.add(message.text()));
        awaitPeople(ada, "people", 2);
        awaitPeople(grace, "people", 2);

        ada.evaluate("guide.send(" + named("people", "Grace") + ", 'hello', { any: 'JSON' })");

        await().pollInSameThread().until(() -> {
            grace.evaluate("1");
            return heard.stream().anyMatch(text -> text.startsWith("hello from Ada"));
        });
        grace.close();
        awaitPeople(ada, "people", 1);
    }

    @Test
    void aSocketWithTheTokenAmongTheSubprotocolsOpens() throws IOException {
        Page page = open("<script type=module></script>", "", adaUser);
        String socket = here(example("js", "signaling.token.")).strip().replaceAll(";$", "");

        Object protocol = page.evaluate("() => new Promise((resolve) => { const socket = " + socket + ";"
                + " socket.onopen = () => resolve(socket.protocol); socket.onclose = () => resolve('closed'); })");

        assertThat(protocol).isEqualTo("signaling.v1");
    }

    @Test
    void thePageWithTheModuleRingsAndIsRungAndTalks() throws IOException {
        String example = example("html", "signaling-client.js");
        Page ada = open(example, "client, calls", adaUser);
        Page grace = open(example, "client, calls", graceUser);
        List<String> asked = new CopyOnWriteArrayList<>();
        grace.onDialog(dialog -> {
            asked.add(dialog.message());
            dialog.accept();
        });
        ada.onDialog(Dialog::dismiss);
        awaitPeople(ada, "client.users", 2);
        awaitPeople(grace, "client.users", 2);

        ada.evaluate("() => { guide.calls.ring(" + named("client.users", "Grace") + ", { video: true }); }");

        ada.waitForFunction(PICTURE_MOVES);
        grace.waitForFunction(PICTURE_MOVES);
        assertThat(asked).containsExactly("Ada is calling");

        ada.evaluate("guide.calls.current.hangUp()");
        grace.waitForFunction("guide.calls.current.state === 'ended'");
        assertThat(grace.evaluate("guide.calls.current.reason")).isEqualTo("hung-up-by-peer");
    }
}
