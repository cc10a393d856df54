package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.handshake.VerifiedTokens.Signer;
import org.signaling.message.EndedSession;
import org.signaling.testing.ManualClock;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;

class VerifiedTokensTest {

    private final ManualClock clock = new ManualClock();
    private final long now = clock.instant().getEpochSecond();
    private final TestIssuer issuer = TestIssuer.start(0, "/realms/a", SigningKey.rsa("one"));
    private final Admission admission = new Admission(TestSettings.trusting(issuer, Map.of()), clock);
    private final IssuerKeys keys = admission.issuers().find(issuer.issuer()).orElseThrow();
    private final String token = issuer.builder().claim("iat", now).claim("exp", now + 60).build();

    @AfterEach
    void stop() {
        admission.close();
        issuer.close();
    }

    private SignalingToken verify() throws TokenRejected {
        return admission.verifier().verify(token);
    }

    private Reason refusal() {
        return refusal(token);
    }

    private Reason refusal(String text) {
        return catchThrowableOfType(TokenRejected.class, () -> admission.verifier().verify(text)).reason();
    }

    @Test
    void aTokenThatOnlyLooksLikeARememberedOneIsChecked() throws TokenRejected {
        verify();
        String[] ada = token.split("\\.");
        String[] grace = issuer.token("grace", "Grace").split("\\.");

        assertThat(refusal(ada[0] + "." + ada[1] + "." + grace[2])).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(refusal(grace[0] + "." + grace[1] + "." + ada[2])).isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void aTokenThatWasRefusedIsNotRememberedAsAGoodOne() throws TokenRejected {
        SigningKey key = issuer.key();
        issuer.publish(SigningKey.rsa(key.kid()));
        keys.refresh().join();
        assertThat(refusal()).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(refusal()).isEqualTo(Reason.BAD_SIGNATURE);
        issuer.publish(key);
        keys.refresh().join();

        assertThat(verify()).isNotNull();
    }

    @Test
    void aTokenThatComesBackIsNotReadAgain() throws TokenRejected {
        assertThat(verify()).isSameAs(verify());
    }

    @Test
    void aTokenThatComesBackAfterItsEndIsRefused() throws TokenRejected {
        verify();
        clock.advance(Duration.ofSeconds(91));

        assertThat(refusal()).isEqualTo(Reason.EXPIRED);
    }

    @Test
    void aTokenThatComesBackAfterItsSessionWasEndedIsRefused() throws TokenRejected {
        SignalingToken verified = verify();
        admission.end(new EndedSession(issuer.issuer(), verified.getSubject(), null, Instant.ofEpochSecond(now)));

        assertThat(refusal()).isEqualTo(Reason.SESSION_ENDED);
    }

    @Test
    void keysThatWereFetchedAgainStillVouchForIt() throws TokenRejected {
        SignalingToken verified = verify();
        keys.refresh().join();

        assertThat(verify()).isSameAs(verified);
    }

    @Test
    void aKeyThatTheIssuerReplacedByAnotherOfTheSameNameNoLongerVouchesForIt() throws TokenRejected {
        verify();
        issuer.publish(SigningKey.rsa("one"));
        keys.refresh().join();

        assertThat(refusal()).isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void aKeyThatTheIssuerTookBackNoLongerVouchesForIt() throws TokenRejected {
        verify();
        issuer.publish(SigningKey.rsa("two"));
        keys.refresh().join();

        assertThat(refusal()).isIn(Reason.UNKNOWN_KEY, Reason.KEYS_UNAVAILABLE);
    }

    @Test
    void theTokenThatWasNotUsedForLongestIsForgotten() throws TokenRejected {
        SignalingToken verified = verify();
        Signer signer = new Signer(keys, "one", "RS256", keys.find("one", "RS256", Turn.NONE).get(0));
        VerifiedTokens tokens = new VerifiedTokens(2);
        tokens.add("ada", verified, signer);
        tokens.add("grace", verified, signer);
        tokens.find("ada", Turn.NONE);
        tokens.add("edsger", verified, signer);

        assertThat(tokens.find("ada", Turn.NONE)).isPresent();
        assertThat(tokens.find("edsger", Turn.NONE)).isPresent();
        assertThat(tokens.find("grace", Turn.NONE)).isEmpty();
    }
}
