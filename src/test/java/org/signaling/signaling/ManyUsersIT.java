package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerJvm;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Frame;
import org.signaling.testing.SocketClient.Handshake;
import org.signaling.testing.TestUser;

/** A thousand users of two issuers at once. */
class ManyUsersIT extends ServerTest {

    private static final int USERS = 1_000;
    /** At most: two take turns where there is a cluster. */
    private static final int SERVERS = 2;
    /** The pools of servers grow under load up to a bound; a thread for each user would be many more. */
    private static final int POOLS = USERS / 4;

    private final List<TestUser> users = IntStream.range(0, USERS)
            .mapToObj(i -> newUser(i % 2 == 0 ? ALPHA : BETA, "user")).toList();
    private final Map<String, Set<JsonNode>> lists = new HashMap<>();
    private long threadsBefore;
    private List<SocketClient> sockets;

    @BeforeEach
    void connectAll() {
        // without its keys an issuer's users are told to come back where many come at once
        for (int i = 0; i < SERVERS; i++) {
            connect(newUser(ALPHA, "first"));
        }
        for (int i = 0; i < SERVERS; i++) {
            connect(newUser(BETA, "first"));
        }
        threadsBefore = ServerJvm.find().threads();
        List<CompletableFuture<Handshake>> handshakes = users.stream()
                .map(user -> SocketClient.tryConnect(socket(), Map.of("Authorization", "Bearer " + user.token())))
                .toList();
        sockets = handshakes.stream().map(handshake -> closeLater(handshake.join().admitted())).toList();
    }

    @Test
    void eachSeesTheRightListAndEveryMessageOfARingLandsWithFewThreads() {
        askForLists();
        sockets.forEach(socket -> socket.await("userList"));

        askForLists();
        Set<JsonNode> expected = new HashSet<>(users.stream().map(TestUser::info).toList());
        sockets.forEach(socket -> socket.await("a list of all " + USERS + " users",
                frame -> frame.type().equals("userList") && listed(frame).containsAll(expected)));

        for (int i = 0; i < USERS; i++) {
            sockets.get(i).send(users.get((i + 1) % USERS).message("Ring", "" + i));
        }
        for (int i = 0; i < USERS; i++) {
            int before = (i + USERS - 1) % USERS;
            assertThat(sockets.get(i).await("Ring").text()).isEqualTo(users.get(before).delivered("Ring", "" + before));
        }
        assertThat(sockets).allMatch(SocketClient::isOpen);

        assertThat(ServerJvm.find().threads()).as("threads").isLessThan(threadsBefore + POOLS);
    }

    private void askForLists() {
        sockets.forEach(socket -> socket.send("{\"type\":\"userList\"}"));
    }

    /** Most get the very same list: each is read once. */
    private Set<JsonNode> listed(Frame frame) {
        return lists.computeIfAbsent(frame.text(), text -> {
            Set<JsonNode> listed = new HashSet<>();
            frame.json().path("body").path("users").forEach(listed::add);
            return listed;
        });
    }
}
