package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.delivery.Connection;
import org.signaling.delivery.DrivenSubscribers;
import org.signaling.delivery.SessionEnds;
import org.signaling.handshake.Admission;
import org.signaling.handshake.Caller;
import org.signaling.ice.IceServers;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.settings.Settings;
import org.signaling.testing.FakeSession;
import org.signaling.testing.TestSettings;

class MessageRouterTest {

    private final Settings settings = TestSettings.with();
    private final DrivenSubscribers driven = new DrivenSubscribers();
    private final FakeSession session = new FakeSession();
    private final Admission admission = new Admission(settings);
    private final MessageRouter router = new MessageRouter(driven.subscribers(), admission,
            new SessionEnds(driven.subscribers(), admission), new IceServers(settings), settings);
    private final Connection from = driven.subscribers()
            .join(session.session(),
                    new Caller(new UserInfo(new UserId("https://i", "s"), null), Instant.MAX, Set.of()),
                    true, Long.MAX_VALUE)
            .orElseThrow();

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"refresh\",\"body\":{\"token\":1}}",
        "{\"type\":\"presence\",\"body\":{\"version\":1}}",
        "{\"type\":\"userList\"}", "{\"type\":\"iceServers\"}", "{\"type\":\"self\"}"})
    void whoSendsTooFastIsToldSoBeforeAnythingOfABodyIsRead(String frame) {
        assertThat(router.route(frame, from, true, true)).as("that is no nonsense").isTrue();

        assertThat(session.takeFrames()).singleElement().asString().contains("\"too-fast\"");
    }

    @Test
    void aRefreshWithoutATokenIsNonsense() {
        assertThat(router.route("{\"type\":\"refresh\",\"body\":{\"token\":1}}", from, true, false)).isFalse();

        assertThat(session.takeFrames()).singleElement().asString().contains("\"bad-message\"", "body.token");
    }

    /** The owner of a cookie may be somebody else by the time a page connects again. */
    @Test
    void aClientLearnsWhomItsTokenSpeaksFor() {
        assertThat(router.route("{\"type\":\"self\",\"body\":{\"user\":{}}}", from, true, false)).isTrue();

        assertThat(session.takeFrames()).containsExactly(
                "{\"type\":\"self\",\"body\":{\"user\":{\"issuer\":\"https://i\",\"subject\":\"s\"}}}");
    }

    @Test
    void whateverAClientAsksForIsCountedAsReceived() {
        router.route("{\"type\":\"iceServers\"}", from, true, false);
        router.route("{\"type\":\"userList\"}", from, true, false);

        assertThat(router.received()).isEqualTo(2);
    }
}
