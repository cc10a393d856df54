package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.message.Delivery;

/** Two servers over a network in memory: what becomes of messages that wait on the other one for their targets. */
class SettledMessagesTest {

    private final TestNetwork network = new TestNetwork();
    private final TestTime time = new TestTime();
    private final TestNode a = new TestNode(network, "a", time);
    private final TestNode b = new TestNode(network, "b", time);

    @BeforeEach
    void meet() {
        network.meet();
        b.came("bob");
        b.came("ben");
        until(() -> a.online().size() == 2);
    }

    @AfterEach
    void stop() {
        a.bus().close();
        b.bus().close();
    }

    private void until(Callable<Boolean> what) {
        await().atMost(Duration.ofSeconds(10)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    time.pass(Duration.ofMillis(5));
                    a.bus().handleWaiting();
                    b.bus().handleWaiting();
                    return what.call();
                });
    }

    private void untilHandled() {
        until(() -> a.bus().status().peers().get(0).queued() == 0);
    }

    private int unsettled() {
        return a.bus().status().peers().get(0).unsettled();
    }

    @Test
    void whatHadNotLeftThereComesBackWhenTheServerDiesAndWhatHadDoesNot() {
        a.send("bob", "left");
        untilHandled();
        until(() -> unsettled() == 0);
        b.holdMessages();
        a.send("bob", "waits");
        untilHandled();
        assertThat(a.returned()).isEmpty();
        assertThat(unsettled()).isEqualTo(1);

        network.only(a.channel());
        until(() -> a.online().isEmpty());

        assertThat(a.returned()).containsExactly("waits OFFLINE");
        assertThat(a.bus().status().returned()).isEqualTo(1);
    }

    @Test
    void whatItsTargetsConnectionDidNotGetOutComesBackAMomentLater() {
        b.holdMessages();
        a.send("bob", "one");
        a.send("bob", "two");
        until(() -> b.held().size() == 2);
        b.held().get(1).failed(Delivery.OFFLINE);
        until(() -> a.returned().equals(List.of("two OFFLINE")));

        b.held().get(0).arrived();
        until(() -> unsettled() == 0);
        network.only(a.channel());
        until(() -> a.online().isEmpty());

        assertThat(a.returned()).containsExactly("two OFFLINE");
    }

    @Test
    void manyMessagesThatWaitThereHoldUpNothing() {
        b.holdMessages();
        int many = 3 * Link.WINDOW_ITEMS;
        for (int i = 0; i < many; i++) {
            assertThat(a.send("bob", "" + i)).isEqualTo(Delivery.TAKEN);
        }
        assertThat(a.send("ben", "hello")).isEqualTo(Delivery.TAKEN);

        until(() -> b.received().contains("ben:hello"));
        untilHandled();
        assertThat(a.returned()).isEmpty();
    }

    @Test
    void aServerThatStopsSaysWhatItsConnectionsDidNotGetOut() {
        b.holdMessages();
        a.send("bob", "waits");
        until(() -> b.held().size() == 1);
        b.held().get(0).failed(Delivery.OFFLINE);
        b.bus().close();

        until(() -> a.returned().equals(List.of("waits OFFLINE")));
    }
}
