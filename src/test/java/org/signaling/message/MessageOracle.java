package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.signaling.message.Message.PresenceRequest;
import org.signaling.message.Message.Refused;
import org.signaling.message.Message.Request;
import org.signaling.message.Message.Signal;
import org.signaling.message.Message.TokenRefresh;

/** What must hold for any text that a client may send, however strange. */
final class MessageOracle {

    /** A sender whose issuer and name need every kind of escape. */
    private static final UserId ORIGIN = new UserId("https://i/\"\\\u0000", "\u00e4\ud83d\ude00'<");
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE).build())
            .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private MessageOracle() {
    }

    /** Reads a text, and checks what becomes of it: it is understood or refused, and what goes out is proper JSON. */
    static Message check(MessageReader reader, String text) throws JsonProcessingException {
        Message message = reader.read(text);
        checkError(message);
        if (message instanceof Signal signal) {
            checkRelay(signal, text);
        } else if (message instanceof PresenceRequest presence) {
            checkVersion(OwnBody.version(presence), understood(text, presence.body()).path("version"));
        } else if (message instanceof TokenRefresh refresh) {
            assertThat(OwnBody.token(refresh).orElse(null))
                    .isEqualTo(understood(text, refresh.body()).path("token").textValue());
        }
        return message;
    }

    private static JsonNode understood(String text, String body) throws JsonProcessingException {
        return body == null || body.length() > OwnBody.MAX_LENGTH
                ? MissingNode.getInstance()
                : strict(text).path("body");
    }

    private static void checkVersion(long version, JsonNode sent) {
        boolean known = sent.isIntegralNumber() && sent.asText().length() <= 18;
        assertThat(version).isEqualTo(known ? sent.longValue() : 0);
    }

    private static void checkRelay(Signal signal, String text) throws JsonProcessingException {
        String frame = MessageWriter.signal(signal, ORIGIN);
        JsonNode relayed = strict(frame);
        assertThat(relayed.path("type").textValue()).isEqualTo(signal.type());
        assertThat(relayed.path("origin").path("issuer").textValue()).isEqualTo(ORIGIN.issuer());
        assertThat(relayed.path("origin").path("subject").textValue()).isEqualTo(ORIGIN.subject());
        assertThat(relayed.has("body")).isEqualTo(signal.body() != null);
        assertThat(relayed.size()).as("no other fields").isEqualTo(signal.body() == null ? 2 : 3);
        if (signal.body() != null) {
            assertThat(text).contains(signal.body());
            assertThat(frame).endsWith(",\"body\":" + signal.body() + "}");
        }
        JsonNode sent = strict(text);
        assertThat(signal.type()).isEqualTo(sent.path("type").textValue()).isNotEmpty();
        assertThat(signal.target().issuer()).isEqualTo(sent.path("target").path("issuer").textValue()).isNotEmpty();
        assertThat(signal.target().subject()).isEqualTo(sent.path("target").path("subject").textValue()).isNotEmpty();
    }

    /** Whatever a message met, its sender can be told. */
    private static void checkError(Message message) throws JsonProcessingException {
        SignalingError error = message instanceof Refused refused ? refused.error() : SignalingError.TARGET_BUSY;
        String detail = message instanceof Refused refused ? refused.detail() : "busy";
        Request request = message.request();
        JsonNode body = strict(MessageWriter.error(error, detail, request)).path("body");
        assertThat(body.path("code").textValue()).isEqualTo(error.code());
        assertThat(body.path("message").textValue()).isEqualTo(detail).isNotEmpty();
        assertThat(body.path("request").path("type").textValue()).isEqualTo(request.type());
        assertThat(body.path("request").has("id")).isEqualTo(request.id() != null);
    }

    /** A reader of the standard's own JSON; it lets names stand twice, which a body's may. */
    private static JsonNode strict(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }
}
