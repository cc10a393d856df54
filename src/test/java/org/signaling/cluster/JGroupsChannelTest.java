package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.message.Delivery;
import org.signaling.testing.FreePort;

/** Two servers in one JVM, over JGroups and the loopback. */
class JGroupsChannelTest {

    /** Fewer than the 10,000 items that may wait for one server: presence is among them, and the other may be slow. */
    private static final int MESSAGES = 9_000;

    private final List<TestNode> nodes = new ArrayList<>();
    private final int[] ports = {FreePort.any(), FreePort.any()};

    private TestNode node(int number, String... more) {
        TestNode node = new TestNode(Stream.concat(Stream.of("signaling.cluster", "jgroups",
                "signaling.cluster.bind-address", "127.0.0.1", "signaling.cluster.bind-port", "" + ports[number],
                "signaling.cluster.hosts", "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1]), Stream.of(more))
                .toArray(String[]::new));
        nodes.add(node);
        return node;
    }

    @AfterEach
    void stop() {
        nodes.forEach(node -> node.bus().close());
    }

    private static void until(Callable<Boolean> what) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10)).until(what);
    }

    @Test
    void twoServersFindEachOtherRelayInOrderAndNoteThatOneLeaves() {
        TestNode a = node(0);
        a.came("ada");
        TestNode b = node(1);
        b.came("bob");
        until(() -> a.online().size() == 2 && b.online().size() == 2);

        IntStream.range(0, MESSAGES).forEach(i -> assertThat(a.send("bob", "" + i)).isEqualTo(Delivery.TAKEN));
        until(() -> b.received().size() == MESSAGES);
        assertThat(b.received()).isEqualTo(IntStream.range(0, MESSAGES).mapToObj(i -> "bob:" + i).toList());

        b.left("bob", false);
        b.bus().close();
        until(() -> a.bus().status().peers().isEmpty() && a.online().equals(List.of("ada")));
        assertThat(a.returned()).isEmpty();
    }

    @Test
    void aPortThatIsTakenStopsTheStart() {
        node(0);

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> node(0))
                .withMessageContainingAll("" + ports[0], "signaling.cluster.bind-address, bind-port");
    }
}
