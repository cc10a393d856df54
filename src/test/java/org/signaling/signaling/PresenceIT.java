package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.signaling.testing.TestIssuers.ALPHA;
import static org.signaling.testing.TestIssuers.BETA;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Frame;
import org.signaling.testing.TestUser;

/** Who is told of whom. */
class PresenceIT extends ServerTest {

    private final TestUser alice = newUser(ALPHA, "alice");
    private final TestUser bob = newUser(BETA, "bob");
    private final TestUser carol = newUser(ALPHA, "carol");

    private static boolean isAbout(TestUser user, Frame frame) {
        return frame.json().path("body").path("user").equals(user.info());
    }

    private static Frame awaitPresence(SocketClient client, String type, TestUser user) {
        return client.await(type + " of " + user.subject(),
                frame -> frame.type().equals(type) && isAbout(user, frame));
    }

    private static List<String> heardOf(SocketClient client, TestUser user) {
        return client.received().stream().filter(frame -> isAbout(user, frame)).map(Frame::type).toList();
    }

    @Test
    void theListHoldsTheAskerAndAllOthers() {
        SocketClient a = connect(alice);
        connect(bob);

        a.send("{\"type\":\"userList\"}");
        JsonNode list = a.await("userList").json();

        assertThat(list.path("body").path("users")).contains(alice.info(), bob.info());
        assertThat(list.has("origin") || list.has("target")).isFalse();
    }

    @Test
    void theListIsForTheAskerAlone() {
        SocketClient a = connect(alice);
        SocketClient b = connect(bob);

        a.send("{\"type\":\"userList\"}");
        a.await("userList");
        a.send(bob.message("Any", "1"));
        b.await("Any");

        assertThat(b.received()).noneMatch(frame -> frame.type().equals("userList"));
    }

    @Test
    void aUserWithoutAUsernameIsListedWithoutOne() {
        TestUser nameless = TestUser.of(ALPHA.token(alice.subject() + "-nameless", null));
        SocketClient a = connect(nameless);

        assertThat(a.users()).contains(SocketClient.json(nameless.id()));
    }

    @Test
    void allOthersHearOfOneWhoComesAndGoesAndNotTheOneHimself() {
        SocketClient a = connect(alice);
        SocketClient b = connect(bob);

        SocketClient c = connect(carol);
        assertThat(awaitPresence(a, "userOnline", carol).text()).isEqualTo(presence("userOnline", carol));
        awaitPresence(b, "userOnline", carol);
        c.users();
        assertThat(heardOf(c, carol)).isEmpty();

        c.close();
        assertThat(awaitPresence(a, "userOffline", carol).text()).isEqualTo(presence("userOffline", carol));
        awaitPresence(b, "userOffline", carol);
        assertThat(a.users()).doesNotContain(carol.info());
    }

    private static String presence(String type, TestUser user) {
        return "{\"type\":\"" + type + "\",\"body\":{\"user\":" + user.info() + "}}";
    }

    @Test
    void aUserWithManyConnectionsComesOnceAndGoesOnce() {
        SocketClient a = connect(alice);
        SocketClient first = connect(carol);
        awaitPresence(a, "userOnline", carol);
        SocketClient second = connect(carol);
        SocketClient third = connect(carol);

        first.close();
        second.close();
        // as long as one is open, the user is there
        assertThat(a.users()).contains(carol.info());
        third.send(alice.message("Any", "1"));
        a.await("Any");
        assertThat(heardOf(a, carol)).containsExactly("userOnline");

        third.close();
        awaitPresence(a, "userOffline", carol);
        a.users();
        assertThat(heardOf(a, carol)).containsExactly("userOnline", "userOffline");
    }

    @Test
    void aUserWhoseConnectionBreaksGoesOffline() {
        SocketClient a = connect(alice);
        SocketClient c = connect(carol);
        awaitPresence(a, "userOnline", carol);

        c.vanish();

        awaitPresence(a, "userOffline", carol);
    }
}
