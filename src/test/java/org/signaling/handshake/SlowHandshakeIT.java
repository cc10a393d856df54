package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerTest;
import org.signaling.testing.SocketClient;

/** How long a client may take with its handshake, with the configuration that the project brings for each server. */
class SlowHandshakeIT extends ServerTest {

    /** Several times as long as configured, and less than any server takes as it comes. */
    private static final int LIMIT_MILLIS = 25_000;
    private static final int LINE_MILLIS = 1_000;

    @Test
    void halfARequestIsNotWaitedForAndAQuietWebSocketIsNotMistakenForOne() throws IOException {
        assumeTrue(System.getProperty("payara.micro.jar") == null, "this one runs without the project's configuration");
        SocketClient quiet = connect(newUser(ALPHA, "quiet"));
        try (Socket slow = new Socket(page().getHost(), page().getPort())) {
            slow.setSoTimeout(LIMIT_MILLIS);
            slow.getOutputStream().write("GET / HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));

            String answer = read(slow);

            assertThat(answer).doesNotContain(" 101 ", " 200 ");
        }
        assertThat(quiet.users()).isNotEmpty();
    }

    @Test
    void aRequestThatDribblesIsEndedByTheServerThatBoundsTheWholeOfIt() throws IOException {
        assumeTrue("wildfly".equals(System.getProperty("arquillian.launch")), "the others bound its silences alone");
        long latest = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        try (Socket slow = new Socket(page().getHost(), page().getPort())) {
            slow.setSoTimeout(LINE_MILLIS);
            slow.getOutputStream().write("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));

            boolean waits = true;
            while (waits && System.nanoTime() < latest) {
                waits = waitsForTheNextLine(slow);
            }

            assertThat(waits).isFalse();
        }
    }

    private static boolean waitsForTheNextLine(Socket socket) {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return sendsALine(socket);
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean sendsALine(Socket socket) {
        try {
            socket.getOutputStream().write("X-Line: 1\r\n".getBytes(StandardCharsets.US_ASCII));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What comes before the end; a timeout is a failure. */
    private static String read(Socket socket) throws IOException {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (SocketException e) {
            return "reset";
        }
    }
}
