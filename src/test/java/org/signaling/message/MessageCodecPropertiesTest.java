package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.signaling.message.Message.Refused;
import org.signaling.message.Message.Request;
import org.signaling.message.Message.Signal;
import org.signaling.message.Message.UserListRequest;

/** What holds for every message, and not only for those that somebody thought of. */
class MessageCodecPropertiesTest {

    private static final UserId BOB = new UserId("https://idp.example/b", "bob");

    private final MessageReader reader = new MessageReader(100);

    @Property
    void aBodyArrivesLetterByLetterWhateverItIs(@ForAll("json") String body, @ForAll("space") String space)
            throws JsonProcessingException {
        String text = "{\"type\":\"t\",\"target\":{\"issuer\":\"" + BOB.issuer() + "\",\"subject\":\"bob\"},\"body\":"
                + space + body + space + "}";

        assertThat(MessageOracle.check(reader, text)).isEqualTo(
                new Signal("t", BOB, body, new Request("t", BOB, null)));
    }

    @Property
    void typeTargetAndIdAreUnderstoodWithinTheirBounds(@ForAll @StringLength(max = 70) String type,
            @ForAll @NotEmpty String issuer, @ForAll @NotEmpty String subject, @ForAll("json") String id)
            throws JsonProcessingException {
        String text = "{\"id\":" + id + ",\"target\":{\"subject\":" + quoted(subject) + ",\"issuer\":" + quoted(issuer)
                + "},\"type\":" + quoted("x" + type) + "}";
        UserId target = new UserId(issuer, subject);

        Message message = MessageOracle.check(reader, text);

        if (LogText.isClean(type) && type.length() < MessageReader.MAX_TYPE && id.length() <= MessageReader.MAX_ID) {
            assertThat(message).isEqualTo(
                    new Signal("x" + type, target, null, new Request("x" + type, target, id)));
        } else {
            assertThat(message).isInstanceOf(Refused.class);
        }
    }

    @Property
    void anyTextAtAllIsUnderstoodOrRefused(@ForAll String text) throws JsonProcessingException {
        MessageOracle.check(reader, text);
    }

    @Property
    void aMessageThatIsCutOffOrDamagedIsUnderstoodOrRefused(@ForAll("json") String body, @ForAll char damage,
            @ForAll @IntRange(max = 200) int place) throws JsonProcessingException {
        String text = "{\"type\":\"t\",\"target\":{\"issuer\":\"i\",\"subject\":\"s\"},\"body\":" + body + ",\"id\":1}";
        int at = Math.min(place, text.length() - 1);

        MessageOracle.check(reader, text.substring(0, at));
        MessageOracle.check(reader, text.substring(0, at) + damage + text.substring(at + 1));
    }

    @Property
    void whatBelongsToTheServerIsAskedForWhateverElseIsInTheMessage(@ForAll("json") String extra) {
        assertThat(reader.read("{\"extra\":" + extra + ",\"type\":\"userList\"}")).isInstanceOf(UserListRequest.class);
    }

    @Provide
    Arbitrary<String> space() {
        return Arbitraries.strings().withChars(' ', '\t', '\r', '\n').ofMaxLength(3);
    }

    @Provide
    Arbitrary<String> json() {
        Arbitrary<String> scalar = Arbitraries.oneOf(
                Arbitraries.of("null", "true", "false", "{}", "[]", "-0", "1e400", "12345678901234567890", "0.10"),
                Arbitraries.doubles().map(String::valueOf).filter(number -> !number.contains("N")),
                Arbitraries.strings().ofMaxLength(20).map(MessageCodecPropertiesTest::quoted));
        return Arbitraries.lazyOf(() -> scalar, () -> scalar, () -> json().list().ofMaxSize(3).map(Object::toString),
                () -> Combinators.combine(Arbitraries.strings().ofMaxLength(5), json())
                        .as((name, value) -> "{ " + quoted(name) + " : " + value + "\n}"));
    }

    /** A string as JSON, with no more escapes than it needs. */
    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c < ' ' || c == '"' || c == '\\') {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
