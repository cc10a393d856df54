package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TokenBuilder;

class SignatureChecksTest {

    private static final SigningKey KEY = SigningKey.rsa("one");
    private static final SigningKey OTHER_KEY = SigningKey.rsa("one");

    private final Semaphore free = new Semaphore(1);
    private final SignatureChecks checks = new SignatureChecks(free, 1, 1);

    private static CompactToken token(String subject) throws TokenRejected {
        return CompactToken.parse(new TokenBuilder(KEY, Map.of("sub", subject)).build());
    }

    private static SignatureKey published(SigningKey key) throws Exception {
        return SignatureKey.of(JWK.parse(key.publicJwk()));
    }

    private boolean good(CompactToken token, SigningKey key) throws Exception {
        return checks.verify(token, "RS256", published(key));
    }

    @Test
    void aSignatureIsGoodForItsOwnTokenAndKeyAlone() throws Exception {
        CompactToken ada = token("ada");
        CompactToken grace = token("grace");

        assertThat(good(ada, KEY)).isTrue();
        assertThat(good(ada, OTHER_KEY)).isFalse();
        assertThat(good(new CompactToken(ada.header(), ada.claims(), ada.signedBytes(), grace.signature()), KEY))
                .isFalse();
        assertThat(good(new CompactToken(ada.header(), ada.claims(), grace.signedBytes(), ada.signature()), KEY))
                .isFalse();
    }

    @Test
    void whoeverWaitsForTooLongIsToldToComeBack() {
        free.drainPermits();

        assertThatThrownBy(() -> good(token("ada"), KEY)).hasMessage("OVERLOADED: waited 1 ms to be checked");
    }

    @Test
    void whoeverComesWhileTooManyWaitIsToldToComeBack() {
        SignatureChecks crowded = new SignatureChecks(new Semaphore(0), 0, 60_000);

        assertThatThrownBy(() -> crowded.verify(token("ada"), "RS256", published(KEY)))
                .hasMessage("OVERLOADED: 0 signatures wait to be checked")
                .isInstanceOfSatisfying(TokenRejected.class, e -> assertThat(e.retryAfter()).contains(5));
    }
}
