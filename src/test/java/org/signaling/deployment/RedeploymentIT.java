package org.signaling.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

/** The WAR comes and goes on a server that stays. Not on Payara Micro, which ends with its WAR. */
class RedeploymentIT extends ServerTest {

    private static final Duration BACK = Duration.ofMinutes(1);

    @ArquillianResource
    private DeployableContainer<?> server;
    private final WebArchive war = war();

    @BeforeEach
    void connectAndUndeploy() throws DeploymentException {
        SocketClient client = SocketClient.open(socket(), TestIssuers.ALPHA.token("alice", "Alice"));
        client.users();
        server.undeploy(war);
        assertThat(client.awaitClose()).isEqualTo(1001);
    }

    @AfterEach
    void deployAgain() throws DeploymentException {
        server.deploy(war);
        await("the WAR is back").atMost(BACK).ignoreExceptions().until(
                () -> SocketClient.handshake(socket(), Map.of()).status() == 401);
    }

    @Test
    void afterItIsGoneNoThreadOfItIsLeft() {
        ServerJvm process = ServerJvm.find();

        assertThat(process.threadsIn("org.signaling.")).isEmpty();
    }

    @Test
    void aWrongSettingStopsTheDeploymentAndTheLogNamesItAndTheCure() throws IOException {
        WebArchive wrong = war().addAsResource(new StringAsset("signaling.message.max-byte=1"),
                "META-INF/microprofile-config.properties");

        assertThatThrownBy(() -> server.deploy(wrong)).isInstanceOf(DeploymentException.class);

        assertThat(Files.readString(Path.of(System.getProperty("server.log")))).contains("Signaling cannot start: "
                + "signaling.message.max-byte is no setting of this server; the nearest one is "
                + "signaling.message.max-bytes");
    }
}
