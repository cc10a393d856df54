package org.signaling.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Chromium that is installed on this machine, without a window, with a camera and a microphone that are made up.
 * For one thread.
 */
public final class Chromium implements AutoCloseable {

    /** Where it is looked for, or where the system property {@code chromium} says. */
    static final List<String> PLACES = Optional.ofNullable(System.getProperty("chromium")).map(List::of)
            .orElse(List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"));

    private static final List<String> FLAGS = List.of("--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            // a made-up camera, and leave to use it
            "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            // two pages on one machine find each other without a name service
            "--allow-loopback-in-peer-connection", "--disable-features=WebRtcHideLocalIpsWithMdns");

    /** For what should happen at once, on a machine that has much to do. */
    private static final double PATIENCE_MILLIS = 20_000;

    private final Playwright playwright;
    private final Browser browser;

    /** Starts it. */
    public Chromium() {
        this(installed().orElseThrow(), List.of());
    }

    /**
     * Starts it by another program.
     *
     * @param program takes the arguments of Chromium and has it run
     * @param more flags besides the usual ones
     */
    public Chromium(Path program, List<String> more) {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        playwright = Playwright.create(new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new LaunchOptions().setExecutablePath(program)
                .setChromiumSandbox(false).setArgs(Stream.concat(FLAGS.stream(), more.stream()).toList()));
    }

    /** Where it is installed, if it is. */
    public static Optional<Path> installed() {
        return PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /** A browser profile of its own, as a private window has, with these options. */
    public BrowserContext profile(Browser.NewContextOptions options) {
        BrowserContext profile = browser.newContext(options.setViewportSize(960, 640));
        profile.addInitScript(script("/watch.js"));
        return profile;
    }

    /** A script of the tests' resources, by its path there, that is to run in pages before their own. */
    public static String script(String path) {
        try (InputStream script = Chromium.class.getResourceAsStream(path)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        playwright.close();
    }
}
