import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.Charset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A terminal for the signaling server: each line you type is sent as a frame, each frame that comes is printed. Ctrl-D
 * closes. Run it without building anything: {@code java examples/Connect.java "ws://localhost:8080/?oidc=TOKEN"}
 */
public final class Connect implements WebSocket.Listener {

    private final StringBuilder frame = new StringBuilder();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            fail("Usage: java examples/Connect.java \"ws://localhost:8080/?oidc=TOKEN\"");
        }
        Connect connect = new Connect();
        try {
            WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder()
                    .buildAsync(URI.create(arguments[0]), connect).join();
            sendLines(socket);
            connect.closed.join();
        } catch (IllegalArgumentException e) {
            fail(reason(e));
        } catch (CompletionException e) {
            fail(reason(e.getCause()));
        }
    }

    /** Until the input ends (Ctrl-D), which closes the connection. */
    private static void sendLines(WebSocket socket) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, terminalCharset()));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                socket.sendText(line, true).join();
            }
        }
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    private static Charset terminalCharset() {
        return System.console() == null ? Charset.defaultCharset() : System.console().charset();
    }

    @Override
    public void onOpen(WebSocket socket) {
        System.out.println("Connected. Each line is sent as a frame, Ctrl-D closes.");
        socket.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        frame.append(part);
        if (last) {
            System.out.println("< " + frame);
            frame.setLength(0);
        }
        socket.request(1);
        return null;
    }

    /** Ends the program even though it still waits for a line. */
    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        System.out.println("Closed: " + code + (reason.isEmpty() ? "" : " " + reason));
        System.exit(code == WebSocket.NORMAL_CLOSURE ? 0 : 1);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        fail("Connection lost: " + reason(error));
    }

    private static String reason(Throwable error) {
        if (error instanceof WebSocketHandshakeException refused) {
            HttpResponse<?> response = refused.getResponse();
            String challenge = response.headers().firstValue("WWW-Authenticate").map(" "::concat).orElse("");
            return "Refused: HTTP " + response.statusCode() + challenge;
        }
        if (error instanceof IllegalArgumentException) {
            return "Not a WebSocket address: " + error.getMessage();
        }
        if (error instanceof ConnectException) {
            return "Nobody listens there; is the server running?";
        }
        return error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    }

    private static void fail(String line) {
        System.err.println(line);
        System.exit(1);
    }
}
