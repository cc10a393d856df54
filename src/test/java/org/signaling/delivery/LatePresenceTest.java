package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.FakeSession;

class LatePresenceTest {

    private final DrivenSubscribers driven = new DrivenSubscribers();

    private void join(FakeSession session, int user) {
        UserInfo info = new UserInfo(new UserId("https://i", "u" + user), null);
        driven.subscribers().join(session.session(), new Caller(info, Instant.MAX, Set.of()), false, Long.MAX_VALUE)
                .orElseThrow();
    }

    private void joinAll(int from, int to) {
        for (int user = from; user < to; user++) {
            join(new FakeSession(), user);
        }
    }

    @Test
    void aListThatWasNotDueWithTheLastEventFollowsByItselfSoonAfterItIs() {
        FakeSession alice = new FakeSession();
        join(alice, 0);
        joinAll(1, 100);
        driven.pass(500);
        assertThat(alice.takeFrames()).singleElement().asString().contains("userList", "\"u99\"");
        joinAll(100, 200);
        driven.pass(500);
        assertThat(alice.takeFrames()).isEmpty();

        driven.pass(3_000);

        assertThat(alice.takeFrames()).singleElement().asString().contains("userList", "\"u199\"");
    }
}
