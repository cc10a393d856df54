package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.message.Message.IceServersRequest;
import org.signaling.message.Message.PresenceRequest;
import org.signaling.message.Message.Refused;
import org.signaling.message.Message.Request;
import org.signaling.message.Message.SelfRequest;
import org.signaling.message.Message.Signal;
import org.signaling.message.Message.TokenRefresh;
import org.signaling.message.Message.UserListRequest;

class MessageReaderTest {

    private static final String TARGET = "{\"issuer\":\"https://i\",\"subject\":\"s\"}";
    private static final UserId BOB = new UserId("https://i", "s");

    private final MessageReader reader = new MessageReader(20);

    private Refused refused(String text) {
        assertThat(reader.read(text)).isInstanceOf(Refused.class);
        return (Refused) reader.read(text);
    }

    @Test
    void whatTheServerKnowsIsAskedForByTypeAlone() {
        assertThat(reader.read("{\"type\":\"userList\",\"body\":null,\"extra\":[1]}"))
                .isInstanceOf(UserListRequest.class);
        assertThat(reader.read("{\"type\":\"iceServers\"}")).isInstanceOf(IceServersRequest.class);
        assertThat(reader.read("{\"type\":\"self\"}")).isInstanceOf(SelfRequest.class);
    }

    /** Clients may have messages of that type. */
    @Test
    void whatIsCalledSelfAndHasATargetIsRelayed() {
        assertThat(reader.read("{\"type\":\"self\",\"target\":{\"issuer\":\"https://i\",\"subject\":\"s\"}}"))
                .isInstanceOf(Signal.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"version\":7} | 7", "{\"a\":{\"version\":1},\"version\":-7} | -7",
        "{\"version\":999999999999999999} | 999999999999999999", "{\"version\":1000000000000000000} | 0",
        "{\"version\":1,\"version\":2} | 2", "{\"version\":1,\"version\":{}} | 0", "{\"version\":7.0} | 0",
        "{\"version\":1e3} | 0", "{\"version\":\"7\"} | 0", "{\"version\":null} | 0", "[7] | 0", "7 | 0", "{} | 0"})
    void whatAClientKnowsOfThePresenceIsAnIntegerOfUpTo18Digits(String body, long version) {
        assertThat(OwnBody.version((PresenceRequest) reader.read("{\"type\":\"presence\",\"body\":" + body + "}")))
                .isEqualTo(version);
        assertThat(OwnBody.version((PresenceRequest) reader.read("{\"type\":\"presence\"}"))).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"token\":\"a\\u002eb\"} | a.b", "{\"x\":[\"token\"],\"token\":\"\"} | ''",
        "{\"token\":\"a\",\"token\":1} |", "{\"token\":1} |", "{\"token\":{\"token\":\"a\"}} |", "\"token\" |", "{} |"})
    void aFreshTokenIsAString(String body, String token) {
        assertThat(OwnBody.token((TokenRefresh) reader.read("{\"type\":\"refresh\",\"body\":" + body + "}")))
                .isEqualTo(Optional.ofNullable(token));
        assertThat(OwnBody.token((TokenRefresh) reader.read("{\"type\":\"refresh\"}"))).isEmpty();
    }

    @Test
    void aBodyOfTheServersOwnThatIsLongerThanAnyTokenSaysNothing() {
        String token = "x".repeat(OwnBody.MAX_LENGTH - "{'token':''}".length());
        String longest = "{\"token\":\"" + token + "\"}";

        assertThat(OwnBody.token(new TokenRefresh(longest, Request.UNKNOWN))).contains(token);
        assertThat(OwnBody.token(new TokenRefresh(longest + " ", Request.UNKNOWN))).isEmpty();
        assertThat(OwnBody.version(new PresenceRequest("{\"version\":7" + " ".repeat(OwnBody.MAX_LENGTH) + "}",
                Request.UNKNOWN))).isZero();
    }

    @Test
    void anyOtherTypeIsASignalForItsTarget() {
        assertThat(reader.read("{\"type\":\"Call-Offer\",\"target\":" + TARGET + ",\"body\":{\"sdp\":\"v=0\"}}"))
                .isEqualTo(new Signal("Call-Offer", BOB, "{\"sdp\":\"v=0\"}", new Request("Call-Offer", BOB, null)));
    }

    @Test
    void aTargetMayCarryFurtherFields() {
        assertThat(reader.read("{\"target\":{\"username\":{\"issuer\":1},\"subject\":\"s\",\"issuer\":\"https://i\"},"
                + "\"type\":\"t\"}")).isEqualTo(new Signal("t", BOB, null, new Request("t", BOB, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "12345678901234567890", "-0.0e+10", "\"\\u0000\"", "\"a\\\"b\"", "{}", "[]", "\"\"",
        "0", "false", "true", "null", "{ \"b\" : 1,\n\"a\":[ 1 , {} ] }", "\"\uD83D\uDE00\\ud800\"", "[[[]],[]]"})
    void aBodyIsCutOutOfTheFrameLetterByLetter(String body) {
        for (String pattern : new String[]{"{\"type\":\"t\",\"target\":T,\"body\":B}",
            "{\"body\":B,\"type\":\"t\",\"target\":T}", "{\"type\":\"t\",\"body\" : \t\r\n B \n, \"target\":T }"}) {
            String text = pattern.replace("T", TARGET).replace("B", body);

            assertThat(reader.read(text)).as(text).isInstanceOfSatisfying(Signal.class,
                    signal -> assertThat(signal.body()).isEqualTo(body));
        }
    }

    @Test
    void aBodyOfAnyLengthIsCutOutWhereItStands() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            String filler = "x".repeat(random.nextInt(9_000));
            String body = switch (random.nextInt(4)) {
                case 0 -> "9".repeat(1 + random.nextInt(5_000));
                case 1 -> "\"" + "é\\n".repeat(random.nextInt(2_000)) + "\"";
                case 2 -> "[" + "1,".repeat(random.nextInt(2_000)) + "2 ]";
                default -> "{\"" + "k".repeat(random.nextInt(5_000)) + "\":" + " ".repeat(random.nextInt(50)) + "1.50}";
            };
            String text = "{\"type\":\"t\",\"filler\":\"" + filler + "\",\"body\":" + body + ",\"target\":" + TARGET
                    + "}";

            assertThat(((Signal) reader.read(text)).body()).isEqualTo(body);
        }
    }

    @Test
    void theIdOfAMessageIsKeptForItsAnswer() {
        assertThat(refused("{\"type\":\"t\",\"id\":[1, 2.0]}").request()).isEqualTo(new Request("t", null, "[1, 2.0]"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "nope", "[]", "1", "\"text\"", "null", "{", "{\"type\":\"t\"", "{\"type\":t}",
        "{'type':'userList'}", "{\"type\":\"userList\"}{}", "{\"type\":\"userList\"} x", "{\"type\":\"userList\",}",
        "{\"type\":\"userList\",\"body\":01}", "{\"type\":\"userList\",\"body\":NaN}", "\uFEFF{\"type\":\"userList\"}",
        "{\"type\":\"userList\",\"body\":\"\n\"}", "{\"type\":\"userList\" /* */}"})
    void whatIsNotOneJsonObjectIsABadMessage(String text) {
        assertThat(refused(text).error()).isEqualTo(SignalingError.BAD_MESSAGE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{}                                         | type is missing",
        "{\"type\":5}                               | type is not a string",
        "{\"type\":null}                            | type is not a string",
        "{\"type\":{\"type\":\"userList\"}}         | type is not a string",
        "{\"type\":\"\"}                            | type is empty",
        "{\"type\":\"userOnline\"}                  | only the server sends messages of type userOnline",
        "{\"type\":\"userOffline\"}                 | only the server sends messages of type userOffline",
        "{\"type\":\"error\"}                       | only the server sends messages of type error",
        "{\"type\":\"t\",\"type\":\"u\"}            | type stands twice in the message",
        "{\"type\":\"t\",\"body\":1,\"body\":2}     | body stands twice in the message"})
    void aBadMessageIsToldWhatIsWrong(String text, String detail) {
        assertThat(refused(text).error()).isEqualTo(SignalingError.BAD_MESSAGE);
        assertThat(refused(text).detail()).isEqualTo(detail);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"type\":\"t\"}                                                        | target is missing",
        "{\"type\":\"t\",\"target\":null}                                        | target is not an object",
        "{\"type\":\"t\",\"target\":\"s\"}                                       | target is not an object",
        "{\"type\":\"t\",\"target\":[{\"issuer\":\"i\",\"subject\":\"s\"}]}      | target is not an object",
        "{\"type\":\"t\",\"target\":{}}                                          | target.issuer is not a string",
        "{\"type\":\"t\",\"target\":{\"subject\":\"s\"}}                         | target.issuer is not a string",
        "{\"type\":\"t\",\"target\":{\"issuer\":\"i\"}}                          | target.subject is not a string",
        "{\"type\":\"t\",\"target\":{\"issuer\":\"i\",\"subject\":7}}            | target.subject is not a string",
        "{\"type\":\"t\",\"target\":{\"issuer\":\"i\",\"subject\":\"\"}}         | target.subject is not a string",
        "{\"type\":\"t\",\"target\":{\"issuer\":{\"issuer\":\"i\"},\"subject\":\"s\"}} | target.issuer is not",
        "{\"type\":\"t\",\"target\":{\"issuer\":\"i\",\"issuer\":\"j\",\"subject\":\"s\"}} | target has issuer or"})
    void aTargetThatIsNoUserIdIsToldWhy(String text, String detail) {
        assertThat(refused(text).error()).isEqualTo(SignalingError.BAD_TARGET);
        assertThat(refused(text).detail()).startsWith(detail);
    }

    @Test
    void whatNestsTooDeepIsABadMessageWhereverItStands() {
        String deep = "[".repeat(20) + "]".repeat(20);

        assertThat(refused("{\"type\":\"t\",\"target\":" + TARGET + ",\"body\":" + deep + "}").detail())
                .isEqualTo("the JSON nests deeper than 20");
        assertThat(refused("{\"other\":" + deep + "}").error()).isEqualTo(SignalingError.BAD_MESSAGE);
        assertThat(reader.read("{\"type\":\"t\",\"target\":" + TARGET + ",\"body\":" + deep.substring(1, 39) + "}"))
                .isInstanceOf(Signal.class);
    }
}
