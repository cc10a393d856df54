package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.settings.Settings;
import org.signaling.testing.ManualClock;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;
import org.signaling.testing.TokenBuilder;

class TokenVerifierTest {

    private static final SigningKey RSA = SigningKey.rsa("rsa");
    private static final SigningKey STRANGER = SigningKey.rsa("stranger");
    private static final SigningKey EC = SigningKey.ec("ec");
    private static final SigningKey EDWARDS = SigningKey.ed25519("ed");

    private final ManualClock clock = new ManualClock();
    private final TestIssuer issuer = TestIssuer.start(0, "/realms/a", RSA);
    private final List<AutoCloseable> open = new ArrayList<>(List.of(issuer));
    private TokenVerifier verifier;

    @BeforeEach
    void start() {
        issuer.publish(RSA, EC, EDWARDS);
        verifier = verifier(Map.of());
    }

    private TokenVerifier verifier(Map<String, String> settingsOfIssuer) {
        Settings settings = TestSettings.trusting(issuer, settingsOfIssuer);
        TrustedIssuers issuers = new TrustedIssuers(settings, clock);
        open.add(issuers);
        return new TokenVerifier(issuers, settings.clockSkew(), clock, 100);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"rsa, RS256", "rsa, PS256", "ec, ES256", "ed, EdDSA"})
    void acceptsTheUsualAlgorithms(String kid, String algorithm) throws TokenRejected {
        SigningKey key = Map.of("rsa", RSA, "ec", EC, "ed", EDWARDS).get(kid).as(algorithm);

        SignalingToken token = verifier.verify(issuer.builder().signWith(key).build());

        assertThat(token.caller().user())
                .isEqualTo(new UserInfo(new UserId(issuer.issuer(), "alice"), "Alice"));
    }

    @Test
    void acceptsTheNewNameOfEd25519WhereItIsConfigured() throws TokenRejected {
        String token = issuer.builder().signWith(EDWARDS.as("Ed25519")).build();

        assertThat(verifier(Map.of("algorithms", "Ed25519")).verify(token).getSubject()).isEqualTo("alice");
        assertThatThrownBy(() -> verifier.verify(token)).hasMessageContaining("ALGORITHM_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
    void acceptsTheTypesOfAccessTokens(String type) throws TokenRejected {
        assertThat(verifier.verify(issuer.builder().signWith(RSA).header("typ", type).build())).isNotNull();
    }

    @Test
    void asksForScopesAndGroupsWhereTheIssuerIsToldTo() throws TokenRejected {
        TokenVerifier asking = verifier(Map.of("required-scopes", "calls", "required-groups", "staff", "groups-claim",
                "realm_access.roles"));
        TokenBuilder token = issuer.builder().signWith(RSA).claim("scope", "openid calls");

        assertThatThrownBy(() -> asking.verify(token.build())).hasMessage("INSUFFICIENT_SCOPE: a: groups are []");
        token.claim("realm_access", Map.of("roles", List.of("staff")));
        assertThat(asking.verify(token.build()).caller().groups()).containsExactly("staff");
        assertThatThrownBy(() -> asking.verify(token.claim("scope", null).build()))
                .hasMessage("INSUFFICIENT_SCOPE: a: scope is []");
    }

    @Test
    void acceptsATokenWithoutAType() throws TokenRejected {
        assertThat(verifier.verify(issuer.builder().signWith(RSA).header("typ", null).build())).isNotNull();
    }

    @Test
    void acceptsAListOfAudiencesWithItsOwnAmongThem() throws TokenRejected {
        SignalingToken token = verifier.verify(
                issuer.builder().signWith(RSA).claim("aud", List.of("files", TestIssuer.AUDIENCE)).build());

        assertThat(token.getAudience()).containsExactlyInAnyOrder("files", TestIssuer.AUDIENCE);
    }

    @Test
    void triesTheKeysThatFitWhereATokenNamesNoKid() throws TokenRejected {
        assertThat(verifier.verify(issuer.builder().signWith(RSA.called(null)).build())).isNotNull();

        SigningKey second = SigningKey.rsa("second");
        issuer.publish(RSA, second);
        TokenVerifier choice = verifier(Map.of());
        assertThat(choice.verify(issuer.builder().signWith(RSA.called(null)).build())).isNotNull();
        assertThat(choice.verify(issuer.builder().signWith(second.called(null)).build())).isNotNull();
        assertThatThrownBy(() -> choice.verify(issuer.builder().signWith(STRANGER.called(null)).build()))
                .hasMessageContaining("BAD_SIGNATURE");
    }

    @Test
    void triesNoMoreKeysThanFourForOneToken() throws TokenRejected {
        SigningKey fifth = SigningKey.ec("same");
        issuer.publish(EC.called("same"), SigningKey.ec("same"), SigningKey.ec("same"), SigningKey.ec("same"), fifth);
        TokenVerifier many = verifier(Map.of());

        assertThat(many.verify(issuer.builder().signWith(EC.called("same")).build())).isNotNull();
        assertThatThrownBy(() -> many.verify(issuer.builder().signWith(fifth).build()))
                .hasMessageContaining("BAD_SIGNATURE");
    }

    @Test
    void keysThatShareAKidAreTriedByTypeAndAlgorithmAndEqualOnesAreOne() throws TokenRejected {
        SigningKey rsa = RSA.called("same");
        SigningKey other = STRANGER.called("same");
        SigningKey curve = EC.called("same");
        issuer.publish(rsa, rsa, curve, other);
        TokenVerifier many = verifier(Map.of());

        for (SigningKey key : List.of(rsa, curve, other, rsa.as("PS256"))) {
            String token = issuer.builder().signWith(key).build();
            assertThat(many.verify(token)).as(key.algorithm()).isSameAs(many.verify(token));
        }
        assertThatThrownBy(() -> many.verify(issuer.builder().signWith(EDWARDS.called("same")).build()))
                .hasMessageContaining("UNKNOWN_KEY");
    }

    @Test
    void keepsSubjectAndUsernameAsTheyAre() throws TokenRejected {
        String odd = " \u00e4\u0000\ud83d\ude00 <b>\"x\"</b>/ A ";

        SignalingToken token = verifier.verify(
                issuer.builder().signWith(RSA).claim("sub", odd).claim("preferred_username", odd + "!").build());

        assertThat(token.caller().user()).isEqualTo(new UserInfo(new UserId(issuer.issuer(), odd), odd + "!"));
    }

    @Test
    void takesTheUsernameFromTheConfiguredClaimIfItIsText() throws TokenRejected {
        TokenVerifier byMail = verifier(Map.of("username-claim", "email"));

        assertThat(byMail.verify(issuer.builder().signWith(RSA).claim("email", "a@example.org").build())
                .caller().user().username()).isEqualTo("a@example.org");
        assertThat(byMail.verify(issuer.builder().signWith(RSA).claim("email", List.of("a@example.org")).build())
                .caller().user().username()).isNull();
    }

    @Test
    void isAJsonWebTokenThatDoesNotKeepItsText() throws TokenRejected {
        long now = Instant.now().getEpochSecond();
        String text = issuer.builder().signWith(RSA).claim("groups", List.of("staff", "admins", "staff"))
                .claim("jti", "id-1").claim("exp", now + 100.5).claim("iat", now).build();

        SignalingToken token = verifier.verify(text);

        assertThat(token.getIssuer()).isEqualTo(issuer.issuer());
        assertThat(token.getName()).isEqualTo("Alice");
        assertThat(token.getGroups()).containsExactlyInAnyOrder("staff", "admins");
        assertThat(token.caller().groups()).isEqualTo(token.getGroups());
        assertThat(token.caller().expiry()).isEqualTo(Instant.ofEpochSecond(now + 100, 500_000_000));
        assertThat(token.getExpirationTime()).isEqualTo(now + 100);
        assertThat(token.getIssuedAtTime()).isEqualTo(now);
        assertThat(token.getTokenID()).isEqualTo("id-1");
        assertThat(token.getRawToken()).isNull();
        assertThat(token.getClaimNames()).doesNotContain("raw_token");
        assertThat(token.toString()).doesNotContain(text);
    }

    @Test
    void acceptsATokenUntilItsEndAndTheSkewButNotThen() throws TokenRejected {
        long end = clock.instant().getEpochSecond() + 60;
        clock.advance(Duration.between(clock.instant(), Instant.ofEpochSecond(end + 30)).minusNanos(1));
        String token = issuer.builder().signWith(RSA).claim("exp", end).build();

        assertThat(verifier.verify(token)).isNotNull();

        clock.advance(Duration.ofNanos(1));
        assertThatThrownBy(() -> verifier.verify(token)).hasMessageContaining("EXPIRED");
    }

    @Test
    void acceptsATokenOfExactlyAsManyCharactersAsItMayHave() throws TokenRejected {
        int rest = CompactToken.MAX_LENGTH - issuer.builder().signWith(EDWARDS).claim("x", "").build().length();
        String token = issuer.builder().signWith(EDWARDS).claim("x", "y".repeat(rest * 3 / 4)).build();

        assertThat(token).hasSizeBetween(CompactToken.MAX_LENGTH - 2, CompactToken.MAX_LENGTH);
        assertThat(verifier.verify(token)).isNotNull();
    }

    @Test
    void acceptsWhatProvidersAddThatChangesNothing() throws TokenRejected {
        String token = issuer.builder().signWith(RSA).header("x5t", "dGh1bWI").header("x5t#S256", "dGh1bWI")
                .header("jku", issuer.keysAddress()).header("jwk", STRANGER.publicJwk())
                .header("x5u", issuer.keysAddress()).header("x5c", List.of("MIIB"))
                .claim("azp", "calls").claim("scope", "openid profile").claim("realm_access",
                        Map.of("roles", List.of("a", "b")))
                .build();

        assertThat(verifier.verify(token)).isNotNull();
    }

    @Test
    void acceptsClaimsThatAreWrittenInAnyProperWay() throws TokenRejected {
        assertThat(verifier.verify(issuer.builder().signWith(RSA)
                .rawClaims(json -> " " + json.replace("alice", "\\u0061l\\u0069ce").replace(",", " ,\r\n\t")).build())
                .getSubject()).isEqualTo("alice");
    }

    @ParameterizedTest
    @CsvSource({"iat, 20", "nbf, 20", "exp, -20"})
    void acceptsClocksThatDifferByLessThanTheSkew(String claim, int seconds) throws TokenRejected {
        long now = clock.instant().getEpochSecond();

        assertThat(verifier.verify(issuer.builder().signWith(RSA).claim(claim, now + seconds).build())).isNotNull();
    }

    @Test
    void acceptsEveryKeyOfASetByItsKidThoughOthersHaveNone() throws TokenRejected {
        issuer.publish(RSA, SigningKey.rsa(null), EC, SigningKey.ec("other"));
        TokenVerifier many = verifier(Map.of());

        assertThat(many.verify(issuer.builder().signWith(RSA).build())).isNotNull();
        assertThat(many.verify(issuer.builder().signWith(EC).build())).isNotNull();
    }
}
