package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.signaling.testing.TestIssuers.ALPHA;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.signaling.testing.ServerTest;

/** Last, because it looks through all that the server wrote while the other tests ran. */
@Order(Integer.MAX_VALUE)
class TokensInLogsIT extends ServerTest {

    private static final Duration WRITTEN = Duration.ofSeconds(20);
    /** Two parts of a JWT are enough: they begin with an object in base64url. */
    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}");
    private static final Pattern SECRET_PARAMETER = Pattern.compile("[?&](oidc|code|state)=|signaling\\.token\\.eyJ");

    private static List<Path> logs() throws IOException {
        Path serverLog = Path.of(System.getProperty("server.log"));
        try (Stream<Path> beside = Files.list(serverLog.getParent());
                Stream<Path> access = Files.walk(Path.of(System.getProperty("access.log")).getParent(), 1)) {
            return Stream.concat(beside, access).distinct().filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().matches(".*(log|txt)")).toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> accessLogs() throws IOException {
        String start = Path.of(System.getProperty("access.log")).getFileName().toString();
        return logs().stream().filter(file -> file.getFileName().toString().startsWith(start)).toList();
    }

    @Test
    void noTokenStandsInAnyLogOfTheServerThoughTheAccessLogIsOn() throws IOException {
        String token = newUser(ALPHA, "alice").token();
        assertThat(handshake(URI.create(socket() + "?oidc=" + token), Map.of()).status()).isEqualTo(101);
        assertThat(handshake(URI.create(socket() + "?oidc=" + token + "x"), Map.of()).status()).isEqualTo(401);
        handshakeOffering(List.of("signaling.v1", "signaling.token." + token + "x"), Map.of());
        handshake(URI.create(page().resolve("/app/").toString().replaceFirst("http", "ws") + "?oidc=" + token),
                Map.of());

        await("the access log has the handshakes").atMost(WRITTEN).pollInterval(Duration.ofMillis(200)).until(
                () -> accessLogs().stream().map(TokensInLogsIT::text).anyMatch(text -> text.contains(" 401")
                        && text.contains("/app/")));
        assertThat(logs()).hasSizeGreaterThan(1).allSatisfy(file -> {
            String text = text(file);
            assertThat(TOKEN.matcher(text).results().map(found -> file + ": " + found.group())).isEmpty();
            assertThat(SECRET_PARAMETER.matcher(text).results().map(found -> file + ": " + found.group())).isEmpty();
        });
    }
}
