package org.signaling.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerJvm;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.TestIssuers;
import org.signaling.testing.WarFile;

/** The WAR comes and goes on a server that stays. Not on Payara Micro, which ends with its WAR. */
class RedeploymentIT extends ServerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** WildFly's worker threads, which hold the deployments that made them, end after a minute without work. */
    private static final Duration IDLE = Duration.ofMinutes(2);
    /** Of a deployment that is gone; other classes come and go with it. */
    private static final String CLASS = "org.signaling.delivery.Pacer";
    /**
     * How many deployments that are gone may still be in memory: the last one that the server's threads worked for, and
     * what the server keeps for good. What counts is that there will never be more.
     */
    private static final int KEPT = Integer.getInteger("deployments.kept");

    private static final int MANY = 300;

    @ArquillianResource
    private DeployableContainer<?> server;
    private final WebArchive war = war();

    @BeforeEach
    void connectAndUndeploy() throws DeploymentException {
        connectAndUndeployOnce();
    }

    private void connectAndUndeployOnce() throws DeploymentException {
        SocketClient client = SocketClient.open(socket(), TestIssuers.ALPHA.token("alice", "Alice"));
        client.users();
        server.undeploy(war);
        assertThat(client.awaitClose()).isEqualTo(1001);
    }

    @AfterEach
    void deployAgain() throws DeploymentException {
        server.deploy(war);
        await("the WAR is back").atMost(PATIENCE).ignoreExceptions().until(
                () -> SocketClient.handshake(socket(), Map.of()).status() == 401);
    }

    @Test
    void afterItIsGoneNoThreadOfItIsLeft() {
        ServerJvm process = ServerJvm.find();

        assertThat(process.threadsWith("org.signaling.")).isEmpty();
        // the HTTP client's thread ends when the client is collected, its others as soon as they may
        await("the threads end").atMost(PATIENCE).untilAsserted(() -> {
            process.copiesOf(CLASS);
            assertThat(process.threadsWith("\"signaling-")).isEmpty();
            assertThat(process.threadsWith("HttpClient-")).isEmpty();
        });
    }

    @Test
    void howeverOftenItComesAndGoesItsClassesDoNotPileUp() throws DeploymentException {
        for (int i = 0; i <= KEPT; i++) {
            comeAndGo();
        }
        deployAgain();
        connectManyAndUndeploy();

        ServerJvm process = ServerJvm.find();
        await("the threads without work end").atMost(IDLE).until(
                () -> process.threadsWith("\"default task-").isEmpty());
        // whom no thread serves any more, WildFly's queue of tasks lets go of with the next task
        comeAndGo();
        await("the classes are unloaded").atMost(PATIENCE).untilAsserted(
                () -> assertThat(process.copiesOf(CLASS)).isLessThanOrEqualTo(KEPT));
    }

    private void comeAndGo() throws DeploymentException {
        deployAgain();
        connectAndUndeployOnce();
    }

    /** Payara keeps requests for use again, each with what its last connection had, until the next connection has it. */
    private void connectManyAndUndeploy() throws DeploymentException {
        List<SocketClient> clients = IntStream.range(0, MANY).parallel().mapToObj(
                user -> SocketClient.open(socket(), TestIssuers.ALPHA.token("user-" + user, "User"))).toList();
        server.undeploy(war);
        assertThat(clients).allSatisfy(client -> assertThat(client.awaitClose()).isEqualTo(1001));
    }

    @Test
    void aWrongSettingStopsTheDeploymentAndTheLogNamesItAndTheCure() throws IOException {
        deployWithAWrongSetting();

        assertThat(Files.readString(Path.of(System.getProperty("server.log")))).contains("Signaling cannot start: "
                + "signaling.message.max-byte is no setting of this server; the nearest one is "
                + "signaling.message.max-bytes");
    }

    @Test
    void onceTheWrongSettingIsRightTheServerIsHealthy() throws DeploymentException {
        deployWithAWrongSetting();

        deployAgain();
        await("the server is healthy").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(status(health("live"))).isEqualTo(200);
            assertThat(status(health("ready"))).isEqualTo(200);
        });
        server.undeploy(war);
    }

    private static int status(URI address) throws IOException {
        return ((HttpURLConnection) address.toURL().openConnection()).getResponseCode();
    }

    private void deployWithAWrongSetting() {
        WebArchive wrong = WarFile.copy().addAsResource(new StringAsset("signaling.message.max-byte=1"),
                "META-INF/microprofile-config.properties");

        assertThatThrownBy(() -> server.deploy(wrong)).isInstanceOf(DeploymentException.class);
        takeAway(wrong);
    }

    /** Open Liberty keeps a file that it could not deploy, and tries again; the others have nothing to take away. */
    private void takeAway(WebArchive wrong) {
        try {
            server.undeploy(wrong);
        } catch (DeploymentException e) {
            // it is not there
        }
    }
}
