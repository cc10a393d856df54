package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.message.Message.Refused;
import org.signaling.message.Message.Request;
import org.signaling.message.Message.Signal;

/** What of a client's message reaches another client, a log or an answer. */
class SanitizedMessageTest {

    private static final String TARGET = "{\"issuer\":\"https://i\",\"subject\":\"s\"}";
    private static final UserId BOB = new UserId("https://i", "s");
    private static final UserId ALICE = new UserId("https://i", "alice");

    private final MessageReader reader = new MessageReader(20);

    private static String message(String type, String more) {
        return "{\"type\":\"" + type + "\",\"target\":" + TARGET + more + "}";
    }

    private String refusal(String text) {
        assertThat(reader.read(text)).as(text).isInstanceOf(Refused.class);
        Refused refused = (Refused) reader.read(text);
        assertThat(refused.error()).isEqualTo(SignalingError.BAD_MESSAGE);
        return refused.detail();
    }

    private void assertRelayed(String type) {
        assertThat(reader.read(message(type, ""))).as(type).isInstanceOf(Signal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Call-Offer", "Call-Answer", "Conference-Offer", "Confirmation", "ICT-Offer", "ICT-Answer",
        "ICT-Transfer", "Peer-OPN", "Candidates", "call-offer", "call-answer", "new-icecandidate", "hang-up", "x",
        " userList ", "UserList", "\uD83D\uDE00", "\\uD83D\\uDE00", "Anruf-\u00E4\u00F6", "\u65E5\u672C", "a\\/b",
        "~!{}[]"})
    void aTypeThatCanBeSeenIsRelayed(String type) {
        assertRelayed(type);
    }

    @Test
    void aTypeHas64CharactersAtTheMost() {
        assertRelayed("t".repeat(64));
        assertThat(refusal(message("t".repeat(65), ""))).isEqualTo("type has more than 64 characters");
        assertThat(refusal(message("\\u0074".repeat(65), ""))).isEqualTo("type has more than 64 characters");
        assertThat(refusal(message("\uD83D\uDE00".repeat(33), ""))).isEqualTo("type has more than 64 characters");
        assertThat(((Refused) reader.read(message("t".repeat(65), ""))).request())
                .isEqualTo(new Request(null, BOB, null));
    }

    @Test
    void aTypeWithAControlCharacterIsRefusedWhicheverItIs() {
        IntStream.concat(IntStream.range(0, 0x20), IntStream.rangeClosed(0x7F, 0x9F)).forEach(
                c -> assertThat(refusal(message("Call" + String.format("\\u%04x", c) + "Offer", "")))
                        .isEqualTo("type has a character that cannot be seen"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u2028", "\\u2029", "\u2028", "\\u202e", "\u202E", "\\u2066", "\\u200b", "\\u200d",
        "\\ufeff",
        "\\u00ad", "\\ud800", "\\udc00", "\\udc00\\ud800", "\\udb40\\udc41"})
    void aTypeWithASeparatorAnInvisibleCharacterOrHalfACharacterIsRefused(String character) {
        assertThat(refusal(message("Call" + character + "Offer", "")))
                .isEqualTo("type has a character that cannot be seen");
    }

    @ParameterizedTest
    @ValueSource(strings = {"userOnline", "userOffline", "error", "expiring", "user\\u004fnline", "\\u0065rror"})
    void aTypeThatOnlyTheServerSendsIsRefusedHoweverItIsWritten(String type) {
        assertThat(refusal(message(type, ",\"body\":1"))).startsWith("only the server sends messages of type ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"x\"", "null", "{\"a\":[1,{}]}", "-0.0", "\"\\u0000\\u202e\""})
    void anIdMayBeAnyJson(String id) {
        assertThat(reader.read(message("t", ",\"id\":" + id)).request().id()).isEqualTo(id);
    }

    @Test
    void anIdHas256CharactersAtTheMostAndALongerOneIsNotRepeated() {
        String longest = "\"" + "x".repeat(254) + "\"";
        assertThat(reader.read(message("t", ",\"id\":" + longest)).request().id()).isEqualTo(longest);

        for (String id : List.of("\"" + "x".repeat(255) + "\"", "[" + "1,".repeat(500) + "1]", "9".repeat(300))) {
            assertThat(refusal(message("t", ",\"id\":" + id))).isEqualTo("id has more than 256 characters");
            assertThat(reader.read(message("t", ",\"id\":" + id)).request().id()).isNull();
        }
    }

    @Test
    void aTargetLongerThanAnyTokenCarriesIsRefusedAndNotRepeated() {
        for (String target : List.of("{\"issuer\":\"https://i\",\"subject\":\"" + "s".repeat(8_193) + "\"}",
                "{\"issuer\":\"" + "i".repeat(8_193) + "\",\"subject\":\"s\"}")) {
            assertThat(reader.read("{\"type\":\"t\",\"target\":" + target + "}")).isInstanceOfSatisfying(Refused.class,
                    refused -> {
                        assertThat(refused.error()).isEqualTo(SignalingError.BAD_TARGET);
                        assertThat(refused.request().target()).isNull();
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"type\":\"t\"", "\"target\":{}", "\"body\":1", "\"id\":1", "\"x\":1", "\"\":1",
        "\"\\u0078\":{\"type\":1}", "\"\\u0062ody\":1"})
    void aFieldThatStandsTwiceIsRefusedWhicheverItIs(String field) {
        String text = message("t", ",\"body\":0,\"id\":0,\"x\":0,\"\":0," + field);

        assertThat(refusal(text)).endsWith(" stands twice in the message");
    }

    @Test
    void theSameNameInsideABodyOrAnotherFieldIsNobodysBusiness() {
        assertThat(reader.read(message("t", ",\"body\":{\"type\":1,\"type\":2},\"x\":{\"a\":1,\"a\":2}")))
                .isInstanceOfSatisfying(Signal.class,
                        signal -> assertThat(signal.body()).isEqualTo("{\"type\":1,\"type\":2}"));
    }

    @Test
    void nothingButTypeOriginAndBodyReachesTheTarget() {
        Signal signal = (Signal) reader.read("{\"origin\":{\"issuer\":\"x\",\"subject\":\"mallory\"},\"x\":1,\"id\":7,"
                + "\"__proto__\":{},\"body\":{\"k\": 1.0},\"type\":\"t\",\"targets\":[],\"target\":" + TARGET + "}");

        assertThat(MessageWriter.signal(signal, ALICE)).isEqualTo(
                "{\"type\":\"t\",\"origin\":{\"issuer\":\"https://i\",\"subject\":\"alice\"},\"body\":{\"k\": 1.0}}");
    }

    @Test
    void whateverABodyHoldsItIsLeftAlone() {
        Random random = new Random(5);
        String[] parts = {"\\u0000", "\\u202e", "\u2028", "\u202E", "\\ud800", "</script>", "\\n",
            "\u007f", "\uD83D\uDE00",
            "\u200B", "type", "\\\"", "{", "}"};
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder("\"");
            for (int n = random.nextInt(20); n > 0; n--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            String body = text.append('"').toString();

            assertThat(reader.read(message("t", ",\"body\":" + body))).isInstanceOfSatisfying(Signal.class,
                    signal -> assertThat(MessageWriter.signal(signal, ALICE)).endsWith(",\"body\":" + body + "}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\u0000", "\u001B", "\u007F", "\u0085", "\u2028", "\u2029", "\u202E", "\u2066",
        "\u200B", "\uFEFF", "\uD800", "\uDB40\uDC41"})
    void whatIsLoggedStaysOnOneLineAndInItsDirection(String character) {
        assertThat(LogText.clean("a" + character + "b", 10)).isEqualTo("a?b");
        assertThat(LogText.isClean("a" + character + "b")).isFalse();
        assertThat(new UserId("https://i", "a" + character).toString()).isEqualTo("a? of https://i");
    }
}
