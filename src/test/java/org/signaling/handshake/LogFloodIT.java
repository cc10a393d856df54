package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerTest;

/** Whoever has no token cannot fill the server's log, whatever they ask for. */
class LogFloodIT extends ServerTest {

    private static final int REQUESTS = 1000;
    /** What the server and other tests' connections have to say meanwhile; one stack trace has about 30. */
    private static final int MAX_LINES = 100;
    private static final int TIMEOUT = 30_000;
    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final String WANTS = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String UPGRADE = WANTS + "Sec-WebSocket-Version: 13\r\n" + KEY;
    private static final String REFUSED = "signaling_handshakes_total{outcome=\"refused\",reason=\"no_handshake\"}";
    /** Paths, and the headers that each comes with. */
    private static final List<String[]> HOSTILE = List.of(new String[]{"/%", ""}, new String[]{"/%", UPGRADE},
            new String[]{"//", ""}, new String[]{"//", UPGRADE}, new String[]{"/%zz", ""},
            new String[]{"/%zz", UPGRADE}, new String[]{"/%00", ""}, new String[]{"/a%2f..%5c", UPGRADE},
            new String[]{"/", WANTS + "Sec-WebSocket-Version: 7\r\n" + KEY},
            new String[]{"/", WANTS + "Sec-WebSocket-Version: 13\r\n"});

    private static long lines() throws IOException {
        Path log = Path.of(System.getProperty("server.log"));
        String access = Path.of(System.getProperty("access.log")).getFileName().toString();
        long lines = 0;
        try (Stream<Path> files = Files.list(log.getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = file.getFileName().toString();
                // Open Liberty writes what its log hides to trace.log, which its server.xml bounds by size
                if (name.matches(".*(log|txt)") && !name.startsWith(access) && !name.startsWith("trace")) {
                    lines += new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().count();
                }
            }
        }
        return lines;
    }

    private int ask(String path, String headers) throws IOException {
        URI address = oneSocket();
        try (Socket socket = new Socket(InetAddress.getByName(address.getHost()), address.getPort())) {
            socket.setSoTimeout(TIMEOUT);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n"
                    + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
            return Integer.parseInt(new String(start, StandardCharsets.US_ASCII).split(" ")[1]);
        }
    }

    @Test
    void aThousandRequestsWithoutATokenWriteFewLinesHoweverHostileTheyAreAndHandshakesAreCounted() throws Exception {
        double countedBefore = metric(REFUSED);
        long before = lines();
        for (int i = 0; i < REQUESTS; i++) {
            String[] request = HOSTILE.get(i % HOSTILE.size());
            assertThat(ask(request[0], request[1])).as(request[0]).isNotEqualTo(101).isLessThan(500);
        }
        logSoFar();

        assertThat(lines() - before).isLessThan(MAX_LINES);
        // the wrong version, the missing key
        assertThat(metric(REFUSED) - countedBefore).isGreaterThanOrEqualTo(REQUESTS / HOSTILE.size() * 2);
    }
}
