package org.signaling.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.signaling.message.Message.Request;
import org.signaling.message.Message.Signal;

/**
 * What the server says, as text (RFC 8259). A body and an {@code id} are copied as they came. Only static methods, for
 * all threads.
 */
public final class MessageWriter {

    static final String USER_LIST = "userList";
    static final String USER_ONLINE = "userOnline";
    static final String USER_OFFLINE = "userOffline";
    static final String ICE_SERVERS = "iceServers";
    static final String SELF = "self";
    static final String PRESENCE = "presence";
    static final String REFRESH = "refresh";
    static final String EXPIRING = "expiring";
    static final String ERROR = "error";

    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.newConcurrentDequePool()).build();

    private MessageWriter() {
    }

    /**
     * The frame that brings a signaling message to its target.
     *
     * @param signal what the sender wrote; not null
     * @param origin who the sender is, by the token; not null
     * @return the frame; never null
     */
    public static String signal(Signal signal, UserId origin) {
        // joined on, which copies a long body once; the generator would copy it four times
        String head = "{\"type\":\"" + quoted(signal.type()) + "\",\"origin\":{\"issuer\":\"" + quoted(origin.issuer())
                + "\",\"subject\":\"" + quoted(origin.subject());
        return signal.body() == null ? head + "\"}}" : head + "\"},\"body\":" + signal.body() + "}";
    }

    /** A text as it stands in JSON between quotes: nearly always as it is. */
    private static String quoted(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\') {
                return new String(JsonStringEncoder.getInstance().quoteAsString(text));
            }
        }
        return text;
    }

    /**
     * A user as JSON, to be put into the frames below.
     *
     * @param user who; not null
     * @return the JSON text; never null
     */
    public static String userInfo(UserInfo user) {
        String username = user.username() == null ? "" : "\",\"username\":\"" + quoted(user.username());
        return "{\"issuer\":\"" + quoted(user.id().issuer()) + "\",\"subject\":\"" + quoted(user.id().subject())
                + username + "\"}";
    }

    /**
     * The frame that tells the others that a user came online.
     *
     * @param user the user's JSON; not null
     * @return the frame; never null
     */
    public static String userOnline(String user) {
        return "{\"type\":\"" + USER_ONLINE + "\",\"body\":{\"user\":" + user + "}}";
    }

    /**
     * The frame that tells the others that a user is gone.
     *
     * @param user the user's JSON; not null
     * @return the frame; never null
     */
    public static String userOffline(String user) {
        return "{\"type\":\"" + USER_OFFLINE + "\",\"body\":{\"user\":" + user + "}}";
    }

    /**
     * The frame that says who is online.
     *
     * @param users the JSON of all active users; not null
     * @return the frame; never null
     */
    public static String userList(Collection<String> users) {
        return "{\"type\":\"" + USER_LIST + "\",\"body\":{\"users\":[" + String.join(",", users) + "]}}";
    }

    /**
     * The frame that says who is online, to a client that takes batches.
     *
     * @param version the number of the last event that is in it
     * @param users the JSON of all active users; not null
     * @return the frame; never null
     */
    public static String everybody(long version, Collection<String> users) {
        return "{\"type\":\"" + PRESENCE + "\",\"body\":{\"version\":" + version + ",\"users\":["
                + String.join(",", users) + "]}}";
    }

    /**
     * The frame that says what changed.
     *
     * @param version the number of the last event that it covers
     * @param online the JSON of the users who came; not null
     * @param offline the JSON of the users who are gone; not null
     * @return the frame; never null
     */
    public static String presence(long version, Collection<String> online, Collection<String> offline) {
        return "{\"type\":\"" + PRESENCE + "\",\"body\":{\"version\":" + version + ",\"online\":["
                + String.join(",", online) + "],\"offline\":[" + String.join(",", offline) + "]}}";
    }

    /**
     * The frame that tells a client its STUN and TURN servers.
     *
     * @param servers the servers; not null, may be empty
     * @param ttl how long their credentials hold; not null
     * @return the frame; never null
     */
    public static String iceServers(List<IceServer> servers, Duration ttl) {
        return write(out -> {
            out.writeStringField("type", ICE_SERVERS);
            out.writeObjectFieldStart("body");
            out.writeArrayFieldStart("iceServers");
            for (IceServer server : servers) {
                writeIceServer(out, server);
            }
            out.writeEndArray();
            out.writeNumberField("ttl", ttl.toSeconds());
            out.writeEndObject();
        });
    }

    /**
     * The frame that tells a client whom the server takes it for.
     *
     * @param user by the token; not null
     * @return the frame; never null
     */
    public static String self(UserInfo user) {
        return "{\"type\":\"" + SELF + "\",\"body\":{\"user\":" + userInfo(user) + "}}";
    }

    /**
     * The frame that answers a fresh token.
     *
     * @param expiry when it ends, in seconds since 1970
     * @return the frame; never null
     */
    public static String refreshed(long expiry) {
        return "{\"type\":\"" + REFRESH + "\",\"body\":{\"expires\":" + expiry + "}}";
    }

    /**
     * The frame that warns that the connection will end with its token.
     *
     * @param seconds in how many
     * @return the frame; never null
     */
    public static String expiring(long seconds) {
        return "{\"type\":\"" + EXPIRING + "\",\"body\":{\"seconds\":" + seconds + "}}";
    }

    /**
     * The frame that tells a sender what its message met.
     *
     * @param error what; not null
     * @param detail the same for a person: what was wrong and what to do; not null
     * @param request the message that it answers; not null
     * @return the frame; never null
     */
    public static String error(SignalingError error, String detail, Request request) {
        return write(out -> {
            out.writeStringField("type", ERROR);
            out.writeObjectFieldStart("body");
            out.writeStringField("code", error.code());
            out.writeStringField("message", detail);
            out.writeObjectFieldStart("request");
            if (request.type() != null) {
                out.writeStringField("type", request.type());
            }
            if (request.target() != null) {
                writeUserId(out, "target", request.target());
            }
            if (request.id() != null) {
                out.writeFieldName("id");
                out.writeRawValue(request.id());
            }
            out.writeEndObject();
            out.writeEndObject();
        });
    }

    private static void writeUserId(JsonGenerator out, String field, UserId id) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeStringField("issuer", id.issuer());
        out.writeStringField("subject", id.subject());
        out.writeEndObject();
    }

    private static void writeIceServer(JsonGenerator out, IceServer server) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("urls");
        for (String url : server.urls()) {
            out.writeString(url);
        }
        out.writeEndArray();
        if (server.username() != null) {
            out.writeStringField("username", server.username());
            out.writeStringField("credential", server.credential());
        }
        out.writeEndObject();
    }

    private interface Fields {
        void writeTo(JsonGenerator out) throws IOException;
    }

    private static String write(Fields fields) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            fields.writeTo(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string cannot be written to", e);
        }
        return text.toString();
    }
}
