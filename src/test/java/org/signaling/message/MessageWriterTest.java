package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.signaling.message.Message.Request;
import org.signaling.message.Message.Signal;

class MessageWriterTest {

    private static final UserId ALICE = new UserId("https://i", "a\"\n\u0000");
    private static final String ALICE_JSON = "\"issuer\":\"https://i\",\"subject\":\"a\\\"\\n\\u0000\"";

    @Test
    void aSignalCarriesItsOriginAndItsBodyAsItCame() {
        Signal signal = new Signal("Call-Offer", new UserId("x", "y"), "{\"n\": 1.0}", Request.UNKNOWN);

        assertThat(MessageWriter.signal(signal, ALICE))
                .isEqualTo("{\"type\":\"Call-Offer\",\"origin\":{" + ALICE_JSON + "},\"body\":{\"n\": 1.0}}");
    }

    @Test
    void aSignalWithoutABodyHasNone() {
        assertThat(MessageWriter.signal(new Signal("hang-up", ALICE, null, Request.UNKNOWN), ALICE))
                .isEqualTo("{\"type\":\"hang-up\",\"origin\":{" + ALICE_JSON + "}}");
    }

    @Test
    void aUserIsNamedWithItsUsernameWhereItHasOne() {
        assertThat(MessageWriter.userInfo(new UserInfo(ALICE, "Ål \uD83D\uDE00")))
                .isEqualTo("{" + ALICE_JSON + ",\"username\":\"Ål \uD83D\uDE00\"}");
        assertThat(MessageWriter.userInfo(new UserInfo(ALICE, null))).isEqualTo("{" + ALICE_JSON + "}");
    }

    @Test
    void presenceNamesTheUser() {
        assertThat(MessageWriter.userOnline("{1}")).isEqualTo("{\"type\":\"userOnline\",\"body\":{\"user\":{1}}}");
        assertThat(MessageWriter.userOffline("{1}")).isEqualTo("{\"type\":\"userOffline\",\"body\":{\"user\":{1}}}");
    }

    @Test
    void aListNamesEveryUser() {
        assertThat(MessageWriter.userList(List.of())).isEqualTo("{\"type\":\"userList\",\"body\":{\"users\":[]}}");
        assertThat(MessageWriter.userList(List.of("{1}", "{2}")))
                .isEqualTo("{\"type\":\"userList\",\"body\":{\"users\":[{1},{2}]}}");
    }

    @Test
    void aBatchOfPresenceHasTheNumberOfItsLastEvent() {
        assertThat(MessageWriter.presence(7, List.of("{1}"), List.of("{2}", "{3}")))
                .isEqualTo("{\"type\":\"presence\",\"body\":{\"version\":7,\"online\":[{1}],\"offline\":[{2},{3}]}}");
        assertThat(MessageWriter.everybody(7, List.of("{1}")))
                .isEqualTo("{\"type\":\"presence\",\"body\":{\"version\":7,\"users\":[{1}]}}");
    }

    @Test
    void anErrorRepeatsWhatIsKnownOfTheMessage() {
        assertThat(MessageWriter.error(SignalingError.TARGET_OFFLINE, "gone", new Request("t", ALICE, "[1, 2.0]")))
                .isEqualTo("{\"type\":\"error\",\"body\":{\"code\":\"target-offline\",\"message\":\"gone\","
                        + "\"request\":{\"type\":\"t\",\"target\":{" + ALICE_JSON + "},\"id\":[1, 2.0]}}}");
        assertThat(MessageWriter.error(SignalingError.BAD_MESSAGE, "what?", Request.UNKNOWN))
                .isEqualTo("{\"type\":\"error\",\"body\":{\"code\":\"bad-message\",\"message\":\"what?\","
                        + "\"request\":{}}}");
    }
}
