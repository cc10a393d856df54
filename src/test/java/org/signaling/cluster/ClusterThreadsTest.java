package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.message.Delivery;
import org.signaling.testing.LogLines;

/** No thread of the cluster ends unseen, and servers that do not understand each other do not fill the log. */
class ClusterThreadsTest {

    private final TestNetwork network = new TestNetwork();
    private final TestTime time = new TestTime();
    private final TestNode a = new TestNode(network, "a", time);
    private final TestNode b = new TestNode(network, "b", time);

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

    private void meet() {
        network.meet();
        b.came("bob");
        until(() -> a.online().contains("bob") && a.bus().status().peers().get(0).queued() == 0);
    }

    @Test
    void aChannelThatRefusesAPacketIsTriedAgain() {
        meet();

        a.channel().fail(new IllegalStateException("no room"));
        a.send("bob", "lost");
        until(() -> a.channel().failures() > 0);
        a.channel().fail(null);
        assertThat(a.send("bob", "hello")).isEqualTo(Delivery.TAKEN);

        until(() -> b.received().contains("bob:hello"));
        assertThat(a.bus().status().failure()).isNull();
    }

    @Test
    void anErrorThatEndsTheThreadThatSendsIsSaidToThoseWhoWatch() {
        meet();

        a.channel().fail(new NoClassDefFoundError("missing"));
        a.send("bob", "hello");

        until(() -> a.bus().status().failure() != null);
        assertThat(a.bus().status().failure()).contains("server b", "missing");
    }

    @Test
    void aServerOfAnotherFormatIsOneLineInTheLogAndNotOneForEachPacket() {
        meet();
        byte[] strange = new Packet(5, 1, List.of(), 0, 0, List.of(), List.of(), 0, false, false).encode();
        strange[0] = 9;

        List<String> lines = LogLines.of(ClusterBus.class, () -> {
            for (int i = 0; i < 1_000; i++) {
                a.bus().received(b.channel().node(), strange);
                a.bus().received(b.channel().node(), new byte[]{2, 1});
            }
            a.bus().handleWaiting();
        });

        assertThat(lines).hasSize(2).anyMatch(line -> line.contains("format 9") && line.contains("same version"))
                .anyMatch(line -> line.contains("makes no sense"));
    }

    @Test
    void whatMustNotBeDroppedHasABoundToo() {
        meet();
        network.cut(a.channel(), b.channel());

        for (int i = 0; i < Link.MAX_INSISTED + 100; i++) {
            a.bus().disconnect(TestNode.user("bob").id(), 4000, "signed out");
        }

        assertThat(a.bus().status().peers().get(0).queued()).isBetween(Link.MAX_INSISTED, Link.MAX_INSISTED + 10);
        network.heal();
    }
}
