package org.signaling.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.OwnServer;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.WarFile;

/** A new version of the WAR takes the place of the old one while browsers have the old page's files. */
class UpdateIT extends ServerTest {

    private static final String FILE = "signaling/errors.js";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path directory;
    @ArquillianResource
    private DeployableContainer<?> server;
    private final HttpClient http = HttpClient.newHttpClient();
    private Path changed;

    @BeforeEach
    void changeOneLetter() {
        changed = WarFile.changed(directory.resolve("signaling.war"), FILE,
                text -> text.replaceFirst("error", "errox"));
    }

    @Test
    void browsersGetTheNewFileThoughItsLengthAndItsDateAreTheOldOnes() throws Exception {
        // Payara Micro ends with its WAR: there it is another start
        if (System.getProperty("payara.micro.jar") != null) {
            onAServerThatStartsAgain();
        } else {
            onTheServerThatStays();
        }
    }

    private void onAServerThatStartsAgain() throws Exception {
        try (OwnServer own = new OwnServer().start()) {
            HttpResponse<String> old = ask(own.address(), "\"none\"");
            own.stop();
            own.with(changed).start();

            assertNew(own.address(), old);
        }
    }

    private void onTheServerThatStays() throws Exception {
        HttpResponse<String> old = ask(page(), "\"none\"");
        WebArchive original = war();
        WebArchive update = WarFile.read(changed);
        server.undeploy(original);
        try {
            deploy(update);

            assertNew(page(), old);
        } finally {
            server.undeploy(update);
            deploy(original);
        }
    }

    private void deploy(WebArchive archive) throws DeploymentException {
        server.deploy(archive);
        await("the WAR is there").atMost(PATIENCE).ignoreExceptions().until(
                () -> SocketClient.handshake(socket(), Map.of()).status() == 401);
    }

    private void assertNew(URI root, HttpResponse<String> old) throws Exception {
        assertThat(old.statusCode()).isEqualTo(200);
        HttpResponse<String> fresh = ask(root, old.headers().firstValue("ETag").orElse("\"none\""));

        assertThat(fresh.statusCode()).isEqualTo(200);
        assertThat(fresh.body()).hasSameSizeAs(old.body()).isNotEqualTo(old.body());
    }

    /** As a browser does that got the file from a server which dated it. */
    private HttpResponse<String> ask(URI root, String tag) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(root.resolve(FILE)).header("If-None-Match", tag)
                .header("If-Modified-Since", "Thu, 01 Jan 2026 00:00:00 GMT").build(), BodyHandlers.ofString());
    }
}
