package org.signaling.handshake;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes of a fuzzer as a token: refused, and never anything else, because nobody can guess a signature. */
class TokenTextFuzzTest {

    static Stream<byte[]> examples() {
        String good = FuzzedVerifier.builder().build();
        return Stream.of(good.substring(0, good.length() - 2), "..", "eyJhbGciOiJub25lIn0.e30.", good + ".x.y")
                .map(token -> token.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("examples")
    @FuzzTest
    void noTextPassesThatTheIssuerDidNotSign(byte[] token) {
        String text = new String(token, StandardCharsets.ISO_8859_1);
        if (FuzzedVerifier.verify(text) != null) {
            throw new AssertionError("accepted: " + text);
        }
    }
}
