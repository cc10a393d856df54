package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.message.Delivery;
import org.signaling.message.EndedSession;
import org.signaling.message.Rights;

/** Servers over a network in memory, on a clock that the test moves. */
class ClusterBusTest {

    private final TestNetwork network = new TestNetwork();
    private final TestTime time = new TestTime();
    private final List<TestNode> nodes = new ArrayList<>();

    private TestNode node(String name, String... settings) {
        TestNode node = new TestNode(network, name, time, settings);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void stop() {
        network.heal();
        nodes.forEach(node -> node.bus().close());
    }

    /** Lets everybody handle what comes in until something is so; time passes by itself, but little of it. */
    private void until(Callable<Boolean> what) {
        await().atMost(Duration.ofSeconds(10)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    time.pass(Duration.ofMillis(5));
                    nodes.forEach(node -> node.bus().handleWaiting());
                    return what.call();
                });
    }

    @Test
    void whoJoinsSeesTheUsersOfTheOthersAndIsSeenByThem() {
        TestNode a = node("a");
        a.came("ada");
        TestNode b = node("b");
        b.came("bob");
        network.meet();

        until(() -> a.online().size() == 2 && b.online().size() == 2);
        b.came("ben");
        b.left("bob", false);
        until(() -> a.online().equals(List.of("ada", "ben")));

        assertThat(a.takeEvents()).containsExactly("+ada", "+bob", "+ben", "-bob");
        assertThat(a.bus().status().settled()).isTrue();
        assertThat(a.bus().status().users()).isEqualTo(1);
    }

    @Test
    void aUserOnSeveralServersComesOnceAndGoesOnceAndGetsMessagesOnAllOfThem() {
        TestNode a = node("a");
        TestNode b = node("b");
        TestNode c = node("c");
        network.meet();
        a.came("ada");
        until(() -> c.online().contains("ada"));
        b.came("ada");
        c.came("cleo");
        until(() -> c.bus().status().users() == 2 && a.online().contains("cleo") && b.online().contains("cleo"));

        assertThat(c.send("ada", "hello")).isEqualTo(Delivery.TAKEN);
        until(() -> a.received().contains("ada:hello") && b.received().contains("ada:hello"));
        a.left("ada", false);
        until(() -> c.bus().status().users() == 1);
        assertThat(c.online()).contains("ada");
        b.left("ada", false);
        until(() -> !c.online().contains("ada") && !a.online().contains("ada") && !b.online().contains("ada"));

        assertThat(c.takeEvents()).containsExactly("+ada", "+cleo", "-ada");
        assertThat(c.returned()).isEmpty();
    }

    @Test
    void messagesKeepTheirOrderAndComeAfterThePresenceThatWasBeforeThem() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        b.came("bob");
        until(() -> a.online().contains("bob"));
        a.came("ada");
        for (int i = 0; i < 5_000; i++) {
            assertThat(a.send("bob", "" + i)).isEqualTo(Delivery.TAKEN);
        }

        until(() -> b.received().size() == 5_000);
        assertThat(b.received().get(4_999)).isEqualTo("bob:4999");
        assertThat(b.received()).isSortedAccordingTo((x, y) -> Integer.compare(Integer.parseInt(x.substring(4)),
                Integer.parseInt(y.substring(4))));
        assertThat(b.takeEvents()).contains("+ada");
        until(() -> a.bus().status().peers().get(0).queued() == 0);
    }

    @Test
    void whatTheOtherServerCannotDeliverComesBackToItsSender() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        b.came("bob");
        until(() -> a.online().contains("bob"));

        b.busy(true);
        a.send("bob", "too much");
        until(() -> a.returned().size() == 1);
        b.busy(false);
        network.cut(b.channel(), a.channel());
        b.left("bob", false);
        a.send("bob", "too late");
        b.came("bob");
        a.send("bob", "for the last stay");
        until(() -> b.bus().status().peers().get(0).queued() > 0);
        network.heal();

        until(() -> a.returned().size() == 3);
        assertThat(a.returned()).containsExactlyInAnyOrder("too much BUSY", "too late OFFLINE",
                "for the last stay OFFLINE");
        assertThat(a.send("carl", "nobody")).isEqualTo(Delivery.OFFLINE);
        assertThat(a.bus().status().returned()).isEqualTo(3);
    }

    @Test
    void aServerThatIsGoneTakesItsUsersWithItAndWhatWaitedForItComesBack() {
        TestNode a = node("a");
        TestNode b = node("b");
        TestNode c = node("c");
        network.meet();
        a.came("ada");
        c.came("cleo");
        c.came("carl");
        until(() -> a.online().size() == 3 && b.online().size() == 3 && c.online().size() == 3);
        network.cut(a.channel(), c.channel());
        network.cut(c.channel(), a.channel());
        network.cut(b.channel(), c.channel());
        network.cut(c.channel(), b.channel());
        for (int i = 0; i < 3_000; i++) {
            assertThat(a.send("cleo", "" + i)).isEqualTo(Delivery.TAKEN);
        }
        assertThat(a.bus().status().peers()).anyMatch(peer -> peer.queued() >= 3_000);
        network.only(a.channel(), b.channel());

        until(() -> a.online().equals(List.of("ada")) && b.online().equals(List.of("ada")));
        assertThat(a.returned()).hasSize(3_000).contains("0 OFFLINE", "2999 OFFLINE");
        assertThat(a.send("cleo", "later")).isEqualTo(Delivery.OFFLINE);

        network.only(c.channel());
        until(() -> c.online().equals(List.of("carl", "cleo")));
        c.channel().drop();
        network.heal();
        network.merge(c.channel());
        until(() -> a.online().size() == 3 && b.online().size() == 3 && c.online().size() == 3);
        a.send("cleo", "again");
        until(() -> c.received().contains("cleo:again"));
        assertThat(a.returned()).hasSize(3_000);
    }

    @Test
    void aServerThatNeverKnewThatItWasGoneFindsItsPlaceAgain() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        a.came("ada");
        b.came("bob");
        until(() -> a.online().size() == 2 && b.online().size() == 2);

        network.only(a.channel());
        until(() -> a.online().equals(List.of("ada")));
        network.meet();
        a.came("amy");
        b.came("ben");

        until(() -> a.online().size() == 4 && b.online().size() == 4);
        a.send("ben", "hello");
        b.send("amy", "hello");
        until(() -> b.received().contains("ben:hello") && a.received().contains("amy:hello"));
    }

    @Test
    void aListThatDiffersIsHealedByTheNextDigestAndCounted() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        a.came("ada");
        until(() -> b.online().contains("ada"));

        a.channel().lose(true);
        a.came("amy");
        until(() -> a.bus().status().peers().get(0).queued() > 0 && a.channel() != null);
        until(() -> a.bus().status().peers().get(0).age().compareTo(Duration.ofMillis(20)) > 0);
        a.channel().lose(false);

        until(() -> b.online().equals(List.of("ada", "amy")));
        assertThat(b.bus().status().healed()).isEqualTo(1);
    }

    @Test
    void aMessageThatTheNetworkLostComesBackToItsSender() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        b.came("bob");
        until(() -> a.online().contains("bob") && a.bus().status().peers().get(0).queued() == 0);

        a.channel().lose(true);
        a.send("bob", "lost");
        until(() -> a.bus().status().peers().get(0).age().compareTo(Duration.ofMillis(20)) > 0);
        a.channel().lose(false);
        a.send("bob", "not lost");

        until(() -> a.returned().equals(List.of("lost OFFLINE")) && b.received().equals(List.of("bob:not lost")));
    }

    @Test
    void aSilentServerFillsItsOwnQueueAloneAndTheSenderHearsThatItIsBusy() {
        TestNode a = node("a", "signaling.cluster.queue.max-messages", "100");
        TestNode b = node("b");
        TestNode c = node("c");
        network.meet();
        b.came("bob");
        c.came("cleo");
        until(() -> a.online().size() == 2);
        until(() -> a.bus().status().peers().stream().allMatch(peer -> peer.queued() == 0));

        network.cut(a.channel(), b.channel());
        int taken = 0;
        while (a.send("bob", "x") == Delivery.TAKEN) {
            taken++;
        }
        assertThat(taken).isBetween(98, 100);
        a.came("amy");
        assertThat(a.send("cleo", "hello")).isEqualTo(Delivery.TAKEN);
        until(() -> c.received().contains("cleo:hello") && c.online().contains("amy"));
        network.heal();

        int all = taken;
        until(() -> b.received().size() == all && b.online().contains("amy"));
    }

    @Test
    void usersWhoseServerStopsDoNotFlickerWhenTheyComeBackInTime() {
        TestNode a = node("a");
        TestNode b = node("b");
        TestNode c = node("c");
        network.meet();
        b.came("bob");
        b.came("ben");
        until(() -> a.online().size() == 2 && c.online().size() == 2);
        a.takeEvents();

        b.left("bob", true);
        b.bus().close();
        nodes.remove(b);
        network.only(a.channel(), c.channel());
        until(() -> a.bus().status().peers().size() == 1 && c.bus().status().peers().size() == 1);
        c.came("bob");
        until(() -> a.bus().status().users() == 1);
        time.pass(Duration.ofSeconds(4));
        until(() -> a.online().equals(List.of("ben", "bob")));
        assertThat(a.takeEvents()).isEmpty();
        time.pass(Duration.ofSeconds(2));

        until(() -> a.online().equals(List.of("bob")) && c.online().equals(List.of("bob")));
        assertThat(a.takeEvents()).containsExactly("-ben");
    }

    @Test
    void theTokenThatWasIssuedLastCountsOnAllServersWhicheverCameLast() {
        TestNode a = node("a");
        TestNode b = node("b");
        TestNode c = node("c");
        network.meet();
        Rights old = TestNode.rights("ada", "admins", 1);
        Rights fresh = TestNode.rights("ada", "staff", 2);
        a.came(old);
        until(() -> b.online().contains("ada") && c.online().contains("ada"));

        assertThat(b.came(fresh)).isEqualTo(fresh);
        until(() -> a.bus().rights(fresh.user().id()).equals(fresh)
                && c.bus().rights(fresh.user().id()).equals(fresh));
        assertThat(c.came(old)).as("an older token gives no others").isEqualTo(fresh);
        until(() -> a.bus().status().users() == 2 && b.bus().status().users() == 2);

        assertThat(a.takeEvents()).containsExactly("+ada", "~ada[admins][staff]", "!ada[admins][staff]");
        assertThat(b.takeEvents()).containsExactly("+ada", "~ada[admins][staff]");
        assertThat(c.takeEvents()).containsExactly("+ada", "~ada[admins][staff]", "!ada[admins][staff]");
    }

    @Test
    void whatTheNewestTokenSaidHoldsForServersThatStartLaterToo() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        Rights fresh = TestNode.rights("ada", "staff", 2);
        a.came(TestNode.rights("ada", "admins", 1));
        until(() -> b.online().contains("ada"));
        b.came(fresh);
        until(() -> a.bus().rights(fresh.user().id()).equals(fresh));
        b.left("ada", false);
        until(() -> a.bus().status().users() == 0);

        TestNode late = node("late");
        network.meet();

        until(() -> late.online().contains("ada"));
        assertThat(late.bus().rights(fresh.user().id())).isEqualTo(fresh);
    }

    @Test
    void twoHalvesOfACutThatKnewDifferentTokensAgreeOnTheNewer() {
        TestNode a = node("a");
        TestNode b = node("b");
        Rights old = TestNode.rights("ada", "admins", 1);
        Rights fresh = TestNode.rights("ada", "staff", 2);
        a.came(fresh);
        b.came(old);
        network.meet();

        until(() -> fresh.equals(b.bus().rights(fresh.user().id())) && a.bus().status().users() == 1);
        assertThat(b.takeEvents()).containsExactly("+ada", "~ada[admins][staff]", "!ada[admins][staff]");
        assertThat(a.takeEvents()).containsExactly("+ada");
    }

    @Test
    void allOtherServersAreToldToDisconnectAUser() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        until(() -> a.bus().status().peers().size() == 1 && b.bus().status().peers().size() == 1);

        a.bus().disconnect(TestNode.user("bob").id(), 4000, "signed out");

        until(() -> b.takeEvents().equals(List.of("xbob4000signed out")));
    }

    @Test
    void allOtherServersAreToldThatASessionWasEnded() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        until(() -> a.bus().status().peers().size() == 1 && b.bus().status().peers().size() == 1);
        EndedSession session = new EndedSession("https://i", null, "s-1", Instant.ofEpochSecond(7));
        EndedSession all = new EndedSession("https://i", "bob", null, Instant.ofEpochSecond(8));

        a.endEverywhere(session);
        a.endEverywhere(all);

        until(() -> b.ends().equals(List.of(session, all)));
    }
}
