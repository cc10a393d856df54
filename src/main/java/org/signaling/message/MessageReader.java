package org.signaling.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.signaling.message.Message.IceServersRequest;
import org.signaling.message.Message.PresenceRequest;
import org.signaling.message.Message.Refused;
import org.signaling.message.Message.Request;
import org.signaling.message.Message.SelfRequest;
import org.signaling.message.Message.Signal;
import org.signaling.message.Message.TokenRefresh;
import org.signaling.message.Message.UserListRequest;

/**
 * Text to {@link Message} (RFC 8259).
 *
 * <p>Of a client's frame only {@code type}, {@code target} and {@code id} are understood. The body is cut out of the
 * text as it stands and never built up again, so that numbers keep their digits, objects their order and strings their
 * escapes; {@link OwnBody} reads those of the server's own messages. All other fields are dropped. Immutable, for all
 * threads.
 */
public final class MessageReader {

    private static final Set<String> SERVER_TYPES = Set.of(MessageWriter.USER_ONLINE, MessageWriter.USER_OFFLINE,
            MessageWriter.EXPIRING, MessageWriter.ERROR);

    /** How many characters a {@code type} may have. */
    static final int MAX_TYPE = 64;
    /** How many characters the JSON text of an {@code id} may have. */
    static final int MAX_ID = 256;
    /** How many characters a target's issuer and subject may have: tokens of 8 KB carry no longer ones. */
    static final int MAX_USER_ID = 8_192;

    private final int maxDepth;
    private final JsonFactory json;

    /**
     * @param maxDepth how deep objects and arrays may nest, the frame's own object being the first; at least 2
     */
    public MessageReader(int maxDepth) {
        this.maxDepth = maxDepth;
        this.json = factory(maxDepth);
    }

    /**
     * {@return what makes parsers for the text of clients}
     *
     * @param maxDepth how deep it may nest
     */
    static JsonFactory factory(int maxDepth) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        // no number is ever evaluated, and the frame's size is bounded
                        .maxNumberLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build())
                // names are the clients' choice: a table of them, which all parsers share, is theirs to fill
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                .build();
    }

    /**
     * Reads one frame.
     *
     * @param text the frame; not null
     * @return what it says, or why it says nothing; never null
     */
    public Message read(String text) {
        Frame frame = new Frame(text);
        try (JsonParser parser = json.createParser(text)) {
            frame.read(parser);
        } catch (StreamConstraintsException e) {
            return frame.refuse(SignalingError.BAD_MESSAGE, "the JSON nests deeper than " + maxDepth);
        } catch (IOException e) {
            return frame.refuse(SignalingError.BAD_MESSAGE, "the frame is not one JSON object");
        }
        return frame.toMessage();
    }

    /** One client frame while it is being read. */
    private static final class Frame {
        private final String text;
        private String type;
        private String typeProblem = "type is missing";
        private UserId target;
        private String targetProblem = "target is missing";
        private String body;
        private String id;
        private String problem;
        private int seen;
        private Set<String> others;

        Frame(String text) {
            this.text = text;
        }

        void read(JsonParser parser) throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            String name;
            while ((name = parser.nextFieldName()) != null) {
                parser.nextToken();
                switch (name) {
                    case "type" -> {
                        once(name, 1);
                        readType(parser);
                    }
                    case "target" -> {
                        once(name, 2);
                        readTarget(parser);
                    }
                    case "body" -> {
                        once(name, 4);
                        body = slice(parser);
                    }
                    case "id" -> {
                        once(name, 8);
                        readId(parser);
                    }
                    default -> drop(name, parser);
                }
            }
            if (parser.nextToken() != null) {
                throw new IOException("text after the object");
            }
        }

        private void once(String name, int bit) {
            if ((seen & bit) != 0) {
                problem = name + " stands twice in the message";
            }
            seen |= bit;
        }

        /** A field that the server knows nothing of. */
        private void drop(String name, JsonParser parser) throws IOException {
            if (others == null) {
                others = new HashSet<>();
            }
            if (!others.add(name)) {
                problem = "a field stands twice in the message";
            }
            parser.skipChildren();
        }

        private void readType(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                typeProblem = "type is not a string";
                parser.skipChildren();
            } else if (parser.getTextLength() > MAX_TYPE) {
                typeProblem = "type has more than " + MAX_TYPE + " characters";
            } else if (parser.getTextLength() == 0) {
                typeProblem = "type is empty";
            } else if (!LogText.isClean(parser.getText())) {
                typeProblem = "type has a character that cannot be seen";
            } else {
                type = parser.getText();
            }
        }

        private void readId(JsonParser parser) throws IOException {
            String text = slice(parser);
            if (text.length() > MAX_ID) {
                problem = "id has more than " + MAX_ID + " characters";
            } else {
                id = text;
            }
        }

        private void readTarget(JsonParser parser) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                targetProblem = "target is not an object with issuer and subject";
                parser.skipChildren();
                return;
            }
            String issuer = null;
            String subject = null;
            boolean twice = false;
            String name;
            while ((name = parser.nextFieldName()) != null) {
                JsonToken value = parser.nextToken();
                if (name.equals("issuer")) {
                    twice |= issuer != null;
                    issuer = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                } else if (name.equals("subject")) {
                    twice |= subject != null;
                    subject = value == JsonToken.VALUE_STRING ? parser.getText() : "";
                }
                parser.skipChildren();
            }
            if (twice) {
                targetProblem = "target has issuer or subject twice";
            } else if (issuer == null || issuer.isEmpty()) {
                targetProblem = "target.issuer is not a string with text in it";
            } else if (subject == null || subject.isEmpty()) {
                targetProblem = "target.subject is not a string with text in it";
            } else if (issuer.length() > MAX_USER_ID || subject.length() > MAX_USER_ID) {
                targetProblem = "target.issuer or target.subject has more than " + MAX_USER_ID + " characters";
            } else {
                target = new UserId(issuer, subject);
            }
        }

        /** The text of the value that the parser stands on; the parser is at the value's end afterwards. */
        private String slice(JsonParser parser) throws IOException {
            int start = (int) parser.currentTokenLocation().getCharOffset();
            parser.skipChildren();
            parser.finishToken();
            return text.substring(start, (int) parser.currentLocation().getCharOffset());
        }

        Message toMessage() {
            if (problem != null) {
                return refuse(SignalingError.BAD_MESSAGE, problem);
            }
            if (type == null) {
                return refuse(SignalingError.BAD_MESSAGE, typeProblem);
            }
            if (type.equals(MessageWriter.USER_LIST)) {
                return new UserListRequest(request());
            }
            if (type.equals(MessageWriter.ICE_SERVERS)) {
                return new IceServersRequest(request());
            }
            if (type.equals(MessageWriter.PRESENCE)) {
                return new PresenceRequest(body, request());
            }
            if (type.equals(MessageWriter.REFRESH)) {
                return new TokenRefresh(body, request());
            }
            if (SERVER_TYPES.contains(type)) {
                return refuse(SignalingError.BAD_MESSAGE, "only the server sends messages of type " + type);
            }
            if (target == null) {
                return type.equals(MessageWriter.SELF)
                        ? new SelfRequest(request())
                        : refuse(SignalingError.BAD_TARGET, targetProblem);
            }
            return new Signal(type, target, body, request());
        }

        Refused refuse(SignalingError error, String detail) {
            return new Refused(error, detail, request());
        }

        private Request request() {
            return new Request(type, target, id);
        }
    }
}
