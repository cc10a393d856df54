package org.signaling.testing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A WebSocket client that keeps what it receives and waits for conditions, not for time to pass. It can send any frame,
 * good or bad, and any header but {@code Host}, {@code Connection}, {@code Upgrade} and {@code Sec-WebSocket-*}, which
 * the JDK's client writes itself; subprotocols it offers as it is told.
 *
 * <p>For one test thread; frames arrive on others.
 */
public final class SocketClient implements AutoCloseable {

    /** How long a test waits for what should happen at once. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .executor(Executors.newFixedThreadPool(4, task -> {
                Thread thread = new Thread(task, "socket-client");
                thread.setDaemon(true);
                return thread;
            }))
            .build();

    private final Object lock = new Object();
    private final StringBuilder partial = new StringBuilder();
    private final List<Frame> received = new ArrayList<>();
    private final List<Frame> unread = new ArrayList<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private WebSocket socket;

    private SocketClient() {
    }

    /**
     * A text message that was received. It is parsed when asked, because a thousand lists of a thousand users are large.
     *
     * @param text as it came
     * @param type its {@code type}
     * @param nanos when it arrived, on the clock of {@link System#nanoTime}
     */
    public record Frame(String text, String type, long nanos) {

        /** The whole message. */
        public JsonNode json() {
            return SocketClient.json(text);
        }
    }

    /**
     * How a server answered a handshake.
     *
     * @param response the answer if it refused; null if it accepted
     * @param client the open connection if it accepted; null if it refused
     */
    public record Handshake(HttpResponse<?> response, SocketClient client) {

        /** The HTTP status. */
        public int status() {
            return response == null ? 101 : response.statusCode();
        }

        /** The client; the server must have let it in. */
        public SocketClient admitted() {
            if (client == null) {
                throw new AssertionError("the handshake was refused: " + status() + " "
                        + response.headers().map());
            }
            return client;
        }

        /** The first header of a name in a refusal. */
        public Optional<String> header(String name) {
            return response == null ? Optional.empty() : response.headers().firstValue(name);
        }
    }

    /** Tries to connect, with these headers, without waiting. */
    public static CompletableFuture<Handshake> tryConnect(URI address, Map<String, String> headers) {
        return tryConnect(address, headers, List.of());
    }

    /** Tries to connect, with these headers and these subprotocols to choose from, without waiting. */
    public static CompletableFuture<Handshake> tryConnect(URI address, Map<String, String> headers,
            List<String> protocols) {
        SocketClient client = new SocketClient();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(30));
        headers.forEach(builder::header);
        if (!protocols.isEmpty()) {
            builder.subprotocols(protocols.get(0), protocols.stream().skip(1).toArray(String[]::new));
        }
        return builder.buildAsync(address, client.new Receiver()).handle((socket, failure) -> {
            if (failure == null) {
                client.socket = socket;
                return new Handshake(null, client);
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof WebSocketHandshakeException refused) {
                return new Handshake(refused.getResponse(), null);
            }
            throw new CompletionException(cause);
        });
    }

    /** Tries to connect, with these headers. */
    public static Handshake handshake(URI address, Map<String, String> headers) {
        return tryConnect(address, headers).orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Connects with a token in the header; the server must accept it. */
    public static SocketClient open(URI address, String token) {
        return handshake(address, Map.of("Authorization", "Bearer " + token)).admitted();
    }

    /** Parses JSON. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** The server's messages begin with their type, so this need not look far. */
    private static String type(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            parser.nextToken();
            String name;
            while ((name = parser.nextFieldName()) != null) {
                parser.nextToken();
                if (name.equals("type")) {
                    return parser.getText();
                }
                parser.skipChildren();
            }
            throw new AssertionError("a message without a type: " + text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    /** Sends a text message. */
    public void send(String text) {
        sendPart(text, true);
    }

    /** Sends a part of a text message as a WebSocket frame of its own. */
    public void sendPart(String text, boolean last) {
        socket.sendText(text, last).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Sends a binary message. */
    public void sendBinary(byte... bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Waits for a message of a type and takes it, and no other, off the messages not read yet. */
    public Frame await(String type) {
        return await("a message of type " + type, frame -> frame.type().equals(type));
    }

    /** Waits for the first message of a kind and takes it, and no other, off the messages not read yet. */
    public Frame await(String what, Predicate<Frame> wanted) {
        Frame[] found = new Frame[1];
        awaitUntil(what, () -> {
            synchronized (lock) {
                found[0] = unread.stream().filter(wanted).findFirst().orElse(null);
                unread.remove(found[0]);
            }
            return found[0] != null;
        });
        return found[0];
    }

    /** Asks who is online and waits for the answer; everything received before it counts as read. */
    public JsonNode users() {
        synchronized (lock) {
            unread.clear();
        }
        send("{\"type\":\"userList\"}");
        return await("userList").json().path("body").path("users");
    }

    /**
     * Waits until the server counts this connection among its own: a handshake is accepted a little before that. What
     * was received by then is forgotten.
     */
    public SocketClient joined() {
        users();
        synchronized (lock) {
            received.clear();
            unread.clear();
        }
        return this;
    }

    /** All messages received so far, read or not. */
    public List<Frame> received() {
        synchronized (lock) {
            return List.copyOf(received);
        }
    }

    /** The messages received that no one waited for. */
    public List<Frame> unread() {
        synchronized (lock) {
            return List.copyOf(unread);
        }
    }

    /** Waits until the connection is closed; the close code, 1006 if it broke. */
    public int awaitClose() {
        awaitUntil("the end of the connection", closeCode::isDone);
        return closeCode.join();
    }

    /** The subprotocol that the server chose; empty if none. */
    public String subprotocol() {
        return socket.getSubprotocol();
    }

    /** Whether the connection is open. */
    public boolean isOpen() {
        return !closeCode.isDone();
    }

    /** Awaitility, with what was received in the failure's text. */
    private void awaitUntil(String what, Callable<Boolean> condition) {
        try {
            // what is there already costs no thread
            if (Boolean.TRUE.equals(condition.call())) {
                return;
            }
            Awaitility.await(what).atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5))
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("waited in vain for " + what + "; " + describe(), e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String describe() {
        synchronized (lock) {
            return "received " + received.size() + " messages, unread are " + unread.stream().map(Frame::text).toList()
                    + (isOpen() ? "" : ", closed with " + closeCode.join());
        }
    }

    /** Ends the connection as a client should, and waits for the server's answer. */
    @Override
    public void close() {
        if (isOpen() && !socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
            awaitClose();
        }
    }

    /** Ends the connection without a word, as a client does that loses its network. */
    public void vanish() {
        socket.abort();
        closeCode.complete(1006);
    }

    /** On the client's threads, one call at a time. */
    private final class Receiver implements WebSocket.Listener {

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            long now = System.nanoTime();
            partial.append(data);
            if (last) {
                String text = partial.toString();
                partial.setLength(0);
                Frame frame = new Frame(text, type(text), now);
                synchronized (lock) {
                    received.add(frame);
                    unread.add(frame);
                }
            }
            from.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closeCode.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            closeCode.complete(1006);
        }
    }
}
