package org.signaling.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Payara Micro with the WAR that one test has for itself, on a port of its own, to stop and to start again. It trusts
 * {@link TestIssuers#ALPHA} and {@link TestIssuers#BETA}. For one thread.
 */
public final class OwnServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final long STOP_SECONDS = 20;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = FreePort.any();
    private final Path log = Path.of(System.getProperty("server.log")).resolveSibling("own-server.log");
    private final List<String> settings;
    private Path war = Path.of(System.getProperty("war"));
    private Process process;
    private Process neighbour;

    /**
     * With these settings besides.
     *
     * @param settings each {@code key=value}
     */
    public OwnServer(String... settings) {
        this.settings = List.of(settings);
    }

    /** Has this WAR from its next start on. */
    public OwnServer with(Path otherWar) {
        war = otherWar;
        return this;
    }

    /** Its root, by a name for which browsers give a page a camera without TLS. */
    public URI address() {
        return URI.create("http://localhost:" + port + "/");
    }

    /** Where its socket is. */
    public URI socket() {
        return URI.create("ws://localhost:" + port + "/");
    }

    /** Starts it, and waits until it takes users. */
    public OwnServer start() {
        return begin().ready();
    }

    /** Starts it. */
    public OwnServer begin() {
        try {
            List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java",
                    // the quick compiler and the simple collector: a third less time to start
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m",
                    "-Dsignaling.issuers=alpha,beta",
                    "-Dsignaling.issuer.alpha.issuer=" + TestIssuers.ALPHA.issuer(),
                    "-Dsignaling.issuer.alpha.audiences=" + TestIssuer.AUDIENCE,
                    // with one place to sign in at, the server has a page for who is signed in
                    "-Dsignaling.issuer.alpha.client-id=calls",
                    "-Dsignaling.signin.key=a key of the tests, the same for every server",
                    "-Dsignaling.issuer.beta.issuer=" + TestIssuers.BETA.issuer(),
                    "-Dsignaling.issuer.beta.audiences=" + TestIssuer.AUDIENCE));
            settings.forEach(setting -> command.add("-D" + setting));
            command.addAll(List.of(
                    "-jar", System.getProperty("payara.micro.jar"), "--nohazelcast", "--nohostaware",
                    "--disablephonehome", "--port", "" + port, "--contextroot", "/",
                    // long tokens among other things
                    "--prebootcommandfile", "payara-config/micro/preboot.asadmin",
                    "--deploy", war.toString()));
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Waits until it takes users. */
    public OwnServer ready() {
        await("the server takes users, see " + log).atMost(START_LIMIT).pollInterval(Duration.ofMillis(100))
                .failFast("the server ended, see " + log, () -> !process.isAlive())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> http.send(HttpRequest.newBuilder(address().resolve("/health/ready")).build(),
                        BodyHandlers.discarding()).statusCode() == 200);
        return this;
    }

    /** Stops it as an operator does, and waits until it is gone. */
    public void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the server does not end, see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves it a tenth of a second each three seconds, until {@link #letGo}. */
    public void holdDown() {
        try {
            neighbour = new ProcessBuilder("sh", "-c",
                    "while kill -STOP $0; do sleep 3; kill -CONT $0; sleep 0.1; done",
                    "" + process.pid()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves it all the time again. */
    public void letGo() {
        try {
            neighbour.destroyForcibly().waitFor();
            new ProcessBuilder("sh", "-c", "kill -CONT $0", "" + process.pid()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it as a failure does. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        if (neighbour != null) {
            neighbour.destroyForcibly();
        }
        process.destroyForcibly();
    }
}
