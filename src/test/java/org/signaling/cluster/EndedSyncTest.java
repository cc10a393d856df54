package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.message.EndedSession;

/** A logout at the issuer reaches every server, whichever was told, and whatever the network did meanwhile. */
class EndedSyncTest {

    private final TestNetwork network = new TestNetwork();
    private final TestTime time = new TestTime();
    private final List<TestNode> nodes = new ArrayList<>();

    private TestNode node(String name, String... settings) {
        TestNode node = new TestNode(network, name, time, settings);
        nodes.add(node);
        return node;
    }

    private static EndedSession ended(String session, long second) {
        return new EndedSession("https://i", null, session, Instant.ofEpochSecond(second));
    }

    @AfterEach
    void stop() {
        network.heal();
        nodes.forEach(node -> node.bus().close());
    }

    private void until(Callable<Boolean> what) {
        await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    time.pass(Duration.ofMillis(50));
                    nodes.forEach(node -> node.bus().handleWaiting());
                    return what.call();
                });
    }

    private static boolean know(EndedSession session, TestNode... who) {
        return List.of(who).stream().allMatch(node -> node.ends().contains(session));
    }

    @Test
    void aServerThatStartsLaterIsToldWhatEndedBefore() {
        TestNode a = node("a");
        EndedSession session = ended("s-1", 5_000);
        a.endEverywhere(session);
        TestNode late = node("late");

        network.meet();

        until(() -> know(session, late));
    }

    @Test
    void whatEndedInACutIsToldToBothSidesWhenTheyMeetAgain() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        until(() -> a.bus().status().settled() && b.bus().status().settled());
        network.only(a.channel());
        network.only(b.channel());
        until(() -> a.bus().status().peers().isEmpty() && b.bus().status().peers().isEmpty());
        EndedSession here = ended("here", 5_000);
        EndedSession there = ended("there", 5_000);
        a.endEverywhere(here);
        b.endEverywhere(there);

        network.meet();

        until(() -> know(here, a, b) && know(there, a, b));
    }

    @Test
    void whatWasSaidInAShortCutIsSaidAgainWhenTheRowBeginsAnew() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        until(() -> a.bus().status().settled() && b.bus().status().settled());
        network.cut(a.channel(), b.channel());
        a.bus().disconnect(TestNode.user("bob").id(), 4000, "signed out");
        until(() -> a.bus().status().peers().get(0).age().compareTo(Duration.ofSeconds(1)) > 0);

        a.channel().drop();
        network.heal();
        network.merge(b.channel());

        until(() -> b.takeEvents().contains("xbob4000signed out"));
    }

    @Test
    void aWordThatTheNetworkLostIsBroughtByTheNextDigest() {
        TestNode a = node("a");
        TestNode b = node("b");
        network.meet();
        until(() -> a.bus().status().settled() && b.bus().status().settled());
        EndedSession session = ended("s-1", 5_000);

        a.channel().lose(true);
        a.endEverywhere(session);
        until(() -> a.bus().status().peers().get(0).age().compareTo(Duration.ofMillis(100)) > 0);
        a.channel().lose(false);

        until(() -> know(session, b));
    }

    @Test
    void aStormOfLogoutsIsBroughtInRoundsUntilNoneIsMissing() {
        TestNode a = node("a");
        Set<EndedSession> all = new HashSet<>();
        for (int i = 0; i < 2 * EndedSync.ROUND + 7; i++) {
            all.add(ended("s-" + i, 5_000 + i % 2_000));
        }
        EndedSync sync = new EndedSync(a);
        a.endAll(all);
        TestNode late = new TestNode(network, "late", time);
        nodes.add(late);

        for (int round = 0; round < 4; round++) {
            List<byte[]> parts = sync.answer(late.endedBuckets());
            List<EndedSession> some = new ArrayList<>();
            parts.forEach(part -> some.addAll(sessions(part)));
            assertThat(some).hasSizeLessThanOrEqualTo(EndedSync.ROUND);
            late.endAll(some);
        }

        assertThat(late.endedBuckets()).isEqualTo(a.endedBuckets());
        assertThat(sync.answer(late.endedBuckets())).as("equal: nothing is said").isEmpty();
    }

    private static List<EndedSession> sessions(byte[] part) {
        try {
            return ((Item.EndedPart) ItemCodec.decode(part)).sessions();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aServerThatDoesNotCompareThemIsToldNothingThatItDoesNotUnderstand() {
        TestNode a = node("a");
        TestNetwork.TestChannel old = network.channel("old");
        List<Item> heard = new CopyOnWriteArrayList<>();
        old.connect(new Channel.Listener() {
            @Override
            public void received(Node from, byte[] bytes) {
                try {
                    for (byte[] item : Packet.decode(bytes).items()) {
                        heard.add(ItemCodec.decode(item));
                    }
                } catch (java.io.IOException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void view(String view, Set<Node> members, Set<Node> apart) {
                // it does not care
            }
        });
        network.meet();
        a.endEverywhere(ended("s-1", 5_000));
        old.send(a.channel().node(),
                new Packet(7, 1, List.of(ItemCodec.encode(new Item.Digest(0, 0, 0))), 0, 0, List.of(),
                        List.of(), 0, false, false, 0).encode());

        until(() -> heard.stream().filter(Item.Digest.class::isInstance).count() > 3);
        assertThat(heard).noneMatch(Item.EndedDigest.class::isInstance).noneMatch(Item.EndedPart.class::isInstance);
    }
}
