package org.signaling.faults;

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
import org.signaling.testing.Shell;
import org.signaling.testing.TestIssuer;

/** A Payara Micro with the WAR in a namespace of the {@link Network}. For one thread. */
final class ClusterServer implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(4);

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final Network network;
    private final int number;
    private final TestIssuer issuer;
    private final List<String> settings;
    private final Path log;
    private Process process;

    /**
     * @param settings of the cluster besides the addresses, each {@code key=value}
     */
    ClusterServer(Network network, int number, TestIssuer issuer, List<String> settings) {
        this.network = network;
        this.number = number;
        this.issuer = issuer;
        this.settings = settings;
        this.log = Path.of(System.getProperty("server.log")).resolveSibling("cluster-server-" + number + ".log");
    }

    /** Where its socket is. */
    URI socket() {
        return URI.create("ws://" + Network.outside(number) + ":8080/");
    }

    ClusterServer begin() {
        String keys = "http://" + Network.here(number) + ":" + issuer.port() + URI.create(issuer.issuer()).getPath();
        List<String> command = new ArrayList<>(network.in(number));
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-XX:TieredStopAtLevel=1", "-Xmx768m",
                "-Dsignaling.issuers=alpha",
                "-Dsignaling.issuer.alpha.issuer=" + issuer.issuer(),
                "-Dsignaling.issuer.alpha.inside=" + keys,
                "-Dsignaling.issuer.alpha.jwks-uri=" + keys + "/keys",
                "-Dsignaling.issuer.alpha.audiences=" + TestIssuer.AUDIENCE,
                "-Dsignaling.cluster=jgroups",
                "-Dsignaling.cluster.bind-address=" + Network.inside(number),
                "-Dsignaling.cluster.hosts=" + Network.inside(0) + "," + Network.inside(1) + "," + Network.inside(2)));
        settings.forEach(setting -> command.add("-D" + setting));
        command.addAll(List.of("-jar", System.getProperty("payara.micro.jar"), "--nohazelcast", "--nohostaware",
                "--disablephonehome", "--port", "8080", "--contextroot", "/", "--deploy", System.getProperty("war")));
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile())).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ClusterServer ready() {
        URI health = URI.create("http://" + Network.outside(number) + ":8080/health/ready");
        await("the server takes users, see " + log).atMost(START_LIMIT).pollInterval(Duration.ofMillis(100))
                .failFast("the server ended, see " + log, () -> !process.isAlive())
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> http.send(HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build(),
                        BodyHandlers.discarding()).statusCode() == 200);
        return this;
    }

    /** Stops it in the middle of whatever it does, or has it go on. */
    void freeze(boolean frozen) {
        Shell.run("kill -" + (frozen ? "STOP " : "CONT ") + process.pid());
    }

    /** Ends it as a failure does. */
    void kill() {
        Shell.run("kill -KILL " + process.pid());
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
