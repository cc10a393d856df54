package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.signaling.handshake.TokenRejected.Reason;

class TokenRejectedTest {

    @Test
    void theChallengeIsBareWhereNoTokenCame() {
        TokenRejected missing = new TokenRejected(Reason.MISSING, "");

        assertThat(missing.reason().status()).isEqualTo(401);
        assertThat(missing.challenge()).contains("Bearer");
    }

    @Test
    void theChallengeNamesTheErrorOtherwise() {
        assertThat(new TokenRejected(Reason.EXPIRED, "").challenge()).contains(
                "Bearer error=\"invalid_token\", error_description=\"The token has expired; get a new one.\"");
        assertThat(new TokenRejected(Reason.MALFORMED_REQUEST, "").challenge().orElseThrow())
                .startsWith("Bearer error=\"invalid_request\", error_description=\"");
    }

    @Test
    void theChallengeNamesTheScopeThatIsAskedFor() {
        assertThat(new TokenRejected(Reason.INSUFFICIENT_SCOPE, "", "calls:join calls:list").challenge().orElseThrow())
                .startsWith("Bearer error=\"insufficient_scope\", error_description=\"")
                .endsWith("\", scope=\"calls:join calls:list\"");
        assertThat(Reason.INSUFFICIENT_SCOPE.status()).isEqualTo(403);
    }

    @Test
    void onlyWhatPassesInvitesToTryAgain() {
        for (Reason reason : Reason.values()) {
            TokenRejected refusal = new TokenRejected(reason, "");

            assertThat(refusal.retryAfter().isPresent()).isEqualTo(reason == Reason.KEYS_UNAVAILABLE
                    || reason == Reason.DRAINING || reason == Reason.OVERLOADED || reason == Reason.TOO_MANY_REFUSALS
                    || reason == Reason.TOO_MANY_CONNECTS);
            assertThat(refusal.challenge().isPresent())
                    .isEqualTo(reason.error().isPresent() || reason == Reason.MISSING);
        }
        assertThat(Reason.KEYS_UNAVAILABLE.status()).isEqualTo(503);
        assertThat(Reason.ORIGIN_REFUSED.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void whatTheClientSeesIsFixedAndFitForHeaderAndJson(Reason reason) {
        TokenRejected refusal = new TokenRejected(reason, "inner detail");

        assertThat(reason.description()).matches("[\\x20-\\x7e&&[^\"\\\\]]+[.]");
        assertThat(refusal.body()).matches("\\{\"error\":\"[a-z_]+\",\"error_description\":\"[^\"]+\"}")
                .doesNotContain("inner detail");
        assertThat(refusal.challenge().orElse("")).doesNotContain("inner detail");
    }

    @Test
    void theLogsDetailStaysOnOneShortLine() {
        TokenRejected refusal = new TokenRejected(Reason.UNKNOWN_ISSUER,
                "a\r\nb\u0000\u202e\u2028\u001b[2J\ud800 \u00e4" + "x".repeat(5_000));

        assertThat(refusal.detail()).startsWith("a??b????[2J? \u00e4xxx").hasSize(203);
        assertThat(refusal.getMessage()).isEqualTo("UNKNOWN_ISSUER: " + refusal.detail());
    }

    @Test
    void costsNoStackTrace() {
        assertThat(new TokenRejected(Reason.MISSING, "").getStackTrace()).isEmpty();
    }
}
