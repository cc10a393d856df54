package org.signaling.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.signaling.message.Message.PresenceRequest;
import org.signaling.message.Message.TokenRefresh;

/**
 * Reads the bodies of messages for the server itself: one member, in one pass, and nothing is built of what stands beside
 * it. No number is evaluated but one that is short enough for a {@code long}, because what a number of many digits costs
 * grows faster than it does. Ask for it only once the sender may send: {@link MessageReader} leaves bodies alone.
 *
 * <p>Only static methods, for all threads.
 */
public final class OwnBody {

    /** Longer ones, in characters, say nothing that is understood: the longest token, sealed, is shorter. */
    static final int MAX_LENGTH = 32_768;
    /** As many digits, with a sign, as always fit a {@code long}. */
    private static final int MAX_DIGITS = 18;

    private static final JsonFactory JSON = MessageReader.factory(Integer.MAX_VALUE);

    private OwnBody() {
    }

    /** Takes what it needs from the value that the parser stands on; not called for objects and arrays. */
    private interface Value<T> {

        T of(JsonParser parser) throws IOException;
    }

    /**
     * {@return the number of the last batch that the client knows: {@code body.version} where that is an integer of up to
     * 18 digits, written without a fraction and an exponent, in a body of up to 32,768 characters; 0 otherwise}
     *
     * @param presence the message; not null
     */
    public static long version(PresenceRequest presence) {
        return member(presence.body(), "version",
                parser -> parser.currentToken() == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() <= MAX_DIGITS
                        ? Long.parseLong(parser.getText())
                        : 0L)
                .orElse(0L);
    }

    /**
     * {@return the fresh token: {@code body.token} where that is a string in a body of up to 32,768 characters; empty
     * otherwise; never null}
     *
     * @param refresh the message; not null
     */
    public static Optional<String> token(TokenRefresh refresh) {
        return member(refresh.body(), "token",
                parser -> parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null);
    }

    /** Of members of the same name the last one counts. */
    private static <T> Optional<T> member(String body, String name, Value<T> value) {
        if (body == null || body.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        T found = null;
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                String member;
                while ((member = parser.nextFieldName()) != null) {
                    if (parser.nextToken().isStructStart()) {
                        found = member.equals(name) ? null : found;
                        parser.skipChildren();
                    } else if (member.equals(name)) {
                        found = value.of(parser);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a body that was read already cannot be read again", e);
        }
        return Optional.ofNullable(found);
    }
}
