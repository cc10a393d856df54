package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;
import org.signaling.settings.IssuerSettings;
import org.signaling.testing.ManualClock;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;
import org.signaling.testing.TokenBuilder;

/** Logout tokens, good and hostile, and what becomes of the tokens of sessions that were ended. */
class LogoutTokenTest {

    private static final SigningKey STRANGER = SigningKey.ec("stranger");
    private static TestIssuer issuer;

    private final ManualClock clock = new ManualClock();
    private final long now = clock.instant().getEpochSecond();
    private final Admission admission = new Admission(
            TestSettings.trusting(issuer, Map.of("client-id", "calls")), clock);
    private final TokenVerifier verifier = admission.verifier();

    @BeforeAll
    static void start() {
        issuer = TestIssuer.start(0, "/realms/a", SigningKey.ec("key"));
    }

    @AfterAll
    static void stop() {
        issuer.close();
    }

    private Reason refusal(String token) {
        return catchThrowableOfType(TokenRejected.class, () -> verifier.verifyLogoutToken(token)).reason();
    }

    static Stream<UnaryOperator<TokenBuilder>> good() {
        return Stream.of(token -> token,
                token -> token.header("typ", "JWT"),
                token -> token.header("typ", null),
                token -> token.header("typ", "application/logout+jwt"),
                token -> token.claim("aud", "calls"),
                token -> token.claim("aud", List.of("other", "signaling")),
                token -> token.claim("sub", null),
                token -> token.claim("sid", null));
    }

    @ParameterizedTest
    @MethodSource
    void good(UnaryOperator<TokenBuilder> change) throws TokenRejected {
        EndedSession ended = verifier.verifyLogoutToken(change.apply(issuer.logoutToken()).build());

        assertThat(ended.issuer()).isEqualTo(issuer.issuer());
        assertThat(ended.subject() != null || ended.session() != null).isTrue();
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                attack("an access token's type", token -> token.header("typ", "at+jwt"), Reason.MALFORMED),
                attack("a stranger's key", token -> token.signWith(STRANGER), Reason.UNKNOWN_KEY),
                attack("no signature", token -> token.header("alg", "none").signBy(bytes -> new byte[0]),
                        Reason.ALGORITHM_NOT_ALLOWED),
                attack("another issuer", token -> token.claim("iss", "https://evil.example"), Reason.UNKNOWN_ISSUER),
                attack("another audience", token -> token.claim("aud", "other"), Reason.WRONG_AUDIENCE),
                attack("no audience", token -> token.claim("aud", null), Reason.WRONG_AUDIENCE),
                attack("no time", token -> token.claim("iat", null), Reason.MALFORMED),
                attack("of tomorrow", token -> token.claim("iat", Instant.now().getEpochSecond() + 86_400),
                        Reason.NOT_YET_VALID),
                attack("no end", token -> token.claim("exp", null), Reason.MALFORMED),
                attack("too late", token -> token.claim("exp", 1), Reason.EXPIRED),
                attack("no id", token -> token.claim("jti", null), Reason.MALFORMED),
                attack("no event", token -> token.claim("events", null), Reason.MALFORMED),
                attack("another event", token -> token.claim("events", Map.of("urn:x", Map.of())), Reason.MALFORMED),
                attack("an event that is no object", token -> token.claim("events",
                        Map.of("http://schemas.openid.net/event/backchannel-logout", "x")), Reason.MALFORMED),
                attack("a nonce, as in an ID token", token -> token.claim("nonce", "n"), Reason.MALFORMED),
                attack("nobody", token -> token.claim("sub", null).claim("sid", null), Reason.MALFORMED),
                attack("an empty session", token -> token.claim("sid", ""), Reason.MALFORMED),
                attack("a number for a subject", token -> token.claim("sub", 7), Reason.MALFORMED));
    }

    private static Arguments attack(String what, UnaryOperator<TokenBuilder> change, Reason reason) {
        return Arguments.of(what, change, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void hostile(String what, UnaryOperator<TokenBuilder> change, Reason reason) {
        assertThat(refusal(change.apply(issuer.logoutToken()).build())).isEqualTo(reason);
    }

    @Test
    void aLogoutTokenCountsOnce() throws TokenRejected {
        String token = issuer.logoutToken().build();
        verifier.verifyLogoutToken(token);

        assertThat(refusal(token)).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void howManyTokensAreRememberedIsBounded() throws TokenRejected {
        LogoutClaims claims = new LogoutClaims(Duration.ZERO, clock);
        for (int i = 0; i <= LogoutClaims.MAX_IDS; i++) {
            claims.check(logout(now, "id-" + i), verifierIssuer());
        }
        // the oldest is forgotten, the others are not
        claims.check(logout(now, "id-0"), verifierIssuer());
        assertThat(catchThrowableOfType(TokenRejected.class,
                () -> claims.check(logout(now, "id-" + LogoutClaims.MAX_IDS), verifierIssuer()))).isNotNull();
        clock.advance(Duration.ofHours(1));
        claims.check(logout(now + 3_600, "id-" + LogoutClaims.MAX_IDS), verifierIssuer());
    }

    private static Map<String, Object> logout(long now, String id) {
        return Map.of("aud", "signaling", "iat", now, "exp", now + 60, "jti", id, "sid", "s", "events",
                Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    }

    private IssuerSettings verifierIssuer() {
        return admission.issuers().find(issuer.issuer()).orElseThrow().issuer();
    }

    @Test
    void anAccessTokenIsNoLogoutTokenAndALogoutTokenNoAccessToken() {
        assertThat(refusal(issuer.token("alice", "Alice"))).isEqualTo(Reason.MALFORMED);
        for (String type : new String[]{"logout+jwt", "JWT", null}) {
            String token = issuer.logoutToken().header("typ", type).build();
            assertThat(catchThrowableOfType(TokenRejected.class, () -> verifier.verify(token)).reason())
                    .isEqualTo(Reason.MALFORMED);
        }
    }

    private boolean admits(UnaryOperator<TokenBuilder> change) {
        try {
            verifier.verify(change.apply(issuer.builder().claim("iat", now)).build());
            return true;
        } catch (TokenRejected e) {
            assertThat(e.reason()).isEqualTo(Reason.SESSION_ENDED);
            assertThat(e.reason().status()).isEqualTo(401);
            return false;
        }
    }

    @Test
    void theTokensOfASessionThatWasEndedOpenNothingAnyMoreAndThoseOfOthersDo() throws TokenRejected {
        admission.end(verifier.verifyLogoutToken(issuer.logoutToken().claim("iat", now).build()));

        assertThat(admits(token -> token.claim("sid", "s-1"))).isFalse();
        assertThat(admits(token -> token.claim("sid", "s-2"))).isTrue();
        assertThat(admits(token -> token.claim("sub", "bob").claim("sid", "s-2"))).isTrue();
        // no session in it: it cannot be told apart, so it is taken for one of the ended one
        assertThat(admits(token -> token)).isFalse();
        assertThat(admits(token -> token.claim("sub", "bob"))).isTrue();
        assertThat(admits(token -> token.claim("iat", now + 5))).isTrue();
    }

    @Test
    void withoutASessionAllTokensOfTheSubjectUntilThenEndAndThoseOfTheNextSignInDoNot() throws TokenRejected {
        admission.end(verifier.verifyLogoutToken(issuer.logoutToken().claim("iat", now).claim("sid", null).build()));

        assertThat(admits(token -> token)).isFalse();
        assertThat(admits(token -> token.claim("sid", "any"))).isFalse();
        assertThat(admits(token -> token.claim("sid", "new").claim("iat", now + 5)))
                .isTrue();
        assertThat(admits(token -> token.claim("sub", "bob"))).isTrue();
    }

    @Test
    void withoutASubjectTheSessionEnds() throws TokenRejected {
        admission.end(verifier.verifyLogoutToken(issuer.logoutToken().claim("iat", now).claim("sub", null).build()));

        assertThat(admits(token -> token.claim("sid", "s-1"))).isFalse();
        assertThat(admits(token -> token)).isTrue();
    }

    private String undated(Duration fromNow, String subject) {
        return issuer.builder().claim("sub", subject).claim("iat", null)
                .claim("exp", clock.instant().plus(fromNow).getEpochSecond()).build();
    }

    @Test
    void aNewTokenWithoutSidAndIatIsTakenAgainAsSoonAsItCannotBeAnOldOne() throws TokenRejected {
        Duration life = Duration.ofMinutes(5);
        verifier.verify(undated(life, "grace"));
        String unused = undated(life, "alice");
        admission.end(new EndedSession(issuer.issuer(), "alice", "s-1", clock.instant()));

        assertThat(catchThrowableOfType(TokenRejected.class, () -> verifier.verify(unused)).reason())
                .isEqualTo(Reason.SESSION_ENDED);
        clock.advance(Duration.ofSeconds(61));
        assertThat(verifier.verify(undated(life, "alice"))).isNotNull();
        assertThat(catchThrowableOfType(TokenRejected.class, () -> verifier.verify(unused)).reason())
                .isEqualTo(Reason.SESSION_ENDED);
    }

    @Test
    void whereNobodyKnowsHowLongTokensWithoutADateLiveTheyAreRefusedForADay() throws TokenRejected {
        admission.end(new EndedSession(issuer.issuer(), "alice", "s-1", clock.instant()));
        clock.advance(Duration.ofHours(23));

        String token = undated(Duration.ofMinutes(5), "alice");
        assertThat(catchThrowableOfType(TokenRejected.class, () -> verifier.verify(token)).reason())
                .isEqualTo(Reason.SESSION_ENDED);
        clock.advance(Duration.ofHours(1));
        assertThat(verifier.verify(undated(Duration.ofMinutes(5), "alice"))).isNotNull();
    }

    @Test
    void aTokenWithoutIatWasIssuedWhenItBecameGood() throws TokenRejected {
        admission.end(new EndedSession(issuer.issuer(), "alice", "s-1", clock.instant()));
        TokenBuilder token = issuer.builder().claim("iat", null);

        String old = token.claim("nbf", clock.instant().getEpochSecond() - 1).build();
        assertThat(catchThrowableOfType(TokenRejected.class, () -> verifier.verify(old)).reason())
                .isEqualTo(Reason.SESSION_ENDED);
        assertThat(verifier.verify(token.claim("nbf", clock.instant().getEpochSecond() + 1).build())).isNotNull();
    }

    @Test
    void whatIsRememberedOfEndedSessionsIsBoundedInTimeAndNumber() {
        EndedSessions ended = new EndedSessions(clock);
        for (int i = 0; i <= EndedSessions.MAX; i++) {
            ended.add(new EndedSession("i", null, "s-" + i, clock.instant()));
        }
        assertThat(ended.size()).isEqualTo(EndedSessions.MAX);

        clock.advance(EndedSessions.TIME.plusSeconds(EndedBucket.SECONDS));
        ended.add(new EndedSession("i", "alice\r\n", "s", clock.instant()));
        assertThat(ended.size()).isEqualTo(1);
        assertThat(new EndedSession("i", "alice\r\n", "s", clock.instant()).toString()).doesNotContain("\n");
    }

    @Test
    void serversThatWereToldTheSameInAnyOrderRememberTheSame() {
        List<EndedSession> told = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            told.add(new EndedSession("i", i % 3 == 0 ? "alice" : null, "s-" + i % 90,
                    clock.instant().minusSeconds(i * 60L)));
        }
        EndedSessions one = new EndedSessions(clock);
        EndedSessions other = new EndedSessions(clock);
        told.forEach(one::add);
        Collections.shuffle(told, new Random(7));
        told.forEach(other::add);
        told.forEach(other::add);

        assertThat(other.buckets()).isEqualTo(one.buckets()).hasSizeGreaterThan(10);
        long bucket = one.buckets().get(3).number();
        List<EndedSession> some = one.of(bucket, null, 5);
        assertThat(one.of(bucket, some.get(4), 100)).hasSize(one.buckets().get(3).count() - 5)
                .doesNotContainAnyElementsOf(some);
        clock.advance(EndedSessions.TIME.plusSeconds(EndedBucket.SECONDS));
        assertThat(one.buckets()).as("all are over").isEmpty();
    }
}
