package org.signaling.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.websocket.CloseReason.CloseCodes;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.delivery.Connection;
import org.signaling.testing.FakeSession;

/** The MXBean as an operator's tool sees it: through the JVM's own MBean server. */
class ManagementTest {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final Watched watched = new Watched();
    private final FakeSession alice = new FakeSession();
    private final FakeSession bob = new FakeSession();
    private Registration registration;
    private SignalingMXBean bean;

    @BeforeEach
    void register() throws Exception {
        registration = new Registration(server, watched.management(), "");
        bean = JMX.newMXBeanProxy(server, new ObjectName("org.signaling:type=Signaling"), SignalingMXBean.class);
    }

    @AfterEach
    void close() throws Exception {
        registration.close();
        watched.close();
        assertThat(server.queryNames(new ObjectName("org.signaling:*"), null)).isEmpty();
    }

    @Test
    void itTellsOfUsersConnectionsAndMessages() {
        Connection from = watched.join(alice, "alice");
        watched.join(bob, "bob");
        watched.join(new FakeSession(), "bob");
        watched.router.route(watched.offer("bob"), from, false, false);
        watched.router.route(watched.offer("bob"), from, false, false);
        watched.router.route(watched.offer("nobody"), from, false, false);
        watched.router.route("{", from, false, false);

        assertThat(bean.getUsers()).isEqualTo(2);
        assertThat(bean.getConnections()).isEqualTo(3);
        assertThat(bean.getQueuedMessages()).isEqualTo(2);
        assertThat(bean.getRelayedMessages()).isEqualTo(2);
        assertThat(bean.getRefusedMessages()).containsEntry("target-offline", 1L).containsEntry("bad-message", 1L)
                .containsEntry("target-busy", 0L);
    }

    @Test
    void itTellsOfHandshakesByOutcome() {
        watched.handshake(watched.issuer.token("bob", "Bob"));
        watched.handshake("x");

        assertThat(bean.getAdmittedHandshakes()).isEqualTo(1);
        assertThat(bean.getRefusedHandshakes()).containsEntry("MALFORMED", 1L).containsEntry("EXPIRED", 0L);
    }

    @Test
    void itTellsOfIssuersAndFetchesTheirKeys() {
        String issuer = watched.issuer.issuer();
        assertThat(bean.getIssuers()).containsExactly(new IssuerStatus("a", issuer, 0, -1, false, 0, 0));

        assertThat(bean.refreshKeys("a")).isEqualTo(new IssuerStatus("a", issuer, 1, 0, true, 1, 0));
        assertThat(bean.refreshKeys(issuer).fetches()).isEqualTo(2);

        watched.issuer.fail();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> bean.refreshKeys("a"))
                .withMessageContaining("could not be fetched");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> bean.refreshKeys("b"))
                .withMessage("no trusted issuer is called b");
        assertThat(bean.getIssuers()).singleElement().extracting(IssuerStatus::usable).isEqualTo(true);
    }

    @Test
    void itListsUsersWithTheirConnections() {
        watched.join(alice, "alice");
        watched.join(bob, "alice");
        watched.driven.pass(3_000);

        assertThat(bean.listUsers()).containsExactly(
                new UserStatus(watched.issuer.issuer(), "alice", "ALICE", 2, 0, 3));
    }

    @Test
    void itDisconnectsAUser() {
        watched.join(alice, "alice");
        watched.join(bob, "bob");

        assertThat(bean.disconnect(watched.issuer.issuer(), "bob", 4001, "go")).isEqualTo(1);
        assertThat(bean.disconnect(watched.issuer.issuer(), "carol", 1008, "go")).isZero();

        assertThat(bob.closed().getCloseCode().getCode()).isEqualTo(4001);
        assertThat(bob.closed().getReasonPhrase()).isEqualTo("go");
        assertThat(alice.closed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2999, 5000})
    void itRefusesACloseCodeThatNoServerMaySend(int code) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> bean.disconnect("i", "s", code, ""))
                .withMessage("a server does not close with " + code
                        + "; use one of [1000, 1001, 1008, 1011, 1012, 1013] or 3000 to 4999");
    }

    @Test
    void itRefusesAReasonThatFitsNoCloseFrame() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> bean.disconnect("i", "s", 1000, "x".repeat(124)));
    }

    @Test
    void aDrainRefusesHandshakesAndClosesConnectionsUntilItIsCancelled() {
        watched.join(alice, "alice");
        watched.join(bob, "bob");
        bean.drain(10);
        watched.handshake(watched.issuer.token("carol", "Carol"));
        watched.driven.pass(5_000);

        assertThat(bean.isDraining()).isTrue();
        assertThat(bean.getRefusedHandshakes()).containsEntry("DRAINING", 1L);
        assertThat(bean.getConnections()).isEqualTo(1);

        bean.cancelDrain();
        watched.handshake(watched.issuer.token("carol", "Carol"));
        // not so long that a ping goes unanswered
        watched.driven.pass(10_000);

        assertThat(bean.isDraining()).isFalse();
        assertThat(bean.getAdmittedHandshakes()).isEqualTo(1);
        FakeSession closed = alice.closed() == null ? bob : alice;
        assertThat(closed.closed().getCloseCode()).isEqualTo(CloseCodes.SERVICE_RESTART);
    }

    @Test
    void anOverloadRefusesHandshakesUntilItIsOverAndClosesNobody() {
        watched.join(alice, "alice");
        watched.driven.overload();
        watched.handshake(watched.issuer.token("carol", "Carol"));

        assertThat(bean.isOverloaded()).isTrue();
        assertThat(bean.getReadDelayMillis()).isGreaterThan(2_000);
        assertThat(bean.getMessageRate()).isLessThan(50);
        assertThat(bean.getRefusedHandshakes()).containsEntry("OVERLOADED", 1L);

        watched.driven.pass(10_000);
        watched.handshake(watched.issuer.token("carol", "Carol"));

        assertThat(bean.isOverloaded()).isFalse();
        assertThat(bean.getAdmittedHandshakes()).isEqualTo(1);
        assertThat(alice.closed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3601})
    void aDrainHasBounds(int seconds) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> bean.drain(seconds))
                .withMessage(seconds + " is not from 0 to 3600");
        assertThat(bean.isDraining()).isFalse();
    }

    @Test
    void aSecondApplicationAddsItsContextPathAndTheNameIsFreeAgainAfterwards() throws Exception {
        Registration second = new Registration(server, watched.management(), "/a b/c,d");
        Registration third = new Registration(server, watched.management(), "/a b/c,d");
        assertThat(server.queryNames(new ObjectName("org.signaling:*"), null)).containsExactlyInAnyOrder(
                new ObjectName("org.signaling:type=Signaling"),
                new ObjectName("org.signaling:type=Signaling,application=a_b/c_d"));

        third.close();
        second.close();
        registration.close();
        assertThat(server.queryNames(new ObjectName("org.signaling:*"), null)).isEmpty();
        registration.close();
    }

    @Test
    void aCallOnAThreadOfNoApplicationRunsInThisOneAndLeavesTheThreadAsItWas() throws Exception {
        ClassLoader[] during = new ClassLoader[1];
        SignalingMXBean asked = (SignalingMXBean) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[]{SignalingMXBean.class}, (proxy, method, arguments) -> {
                    during[0] = Thread.currentThread().getContextClassLoader();
                    return 7;
                });
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);

        Registration other = new Registration(server, asked, "/other");
        try {
            assertThat(server.getAttribute(new ObjectName("org.signaling:type=Signaling,application=other"), "Users"))
                    .isEqualTo(7);
            assertThat(thread.getContextClassLoader()).isNull();
        } finally {
            other.close();
            thread.setContextClassLoader(before);
        }
        assertThat(during[0]).isSameAs(Registration.class.getClassLoader());
    }
}
