package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.Settings;
import org.signaling.testing.ManualClock;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;

class IssuerKeysTest {

    private static final SigningKey FIRST = SigningKey.rsa("first");
    private static final SigningKey STRANGER = SigningKey.rsa("stranger");

    private final ManualClock clock = new ManualClock();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private TestIssuer issuer = TestIssuer.start(0, "/realms/a", FIRST);
    private TrustedIssuers issuers;
    private TokenVerifier verifier;
    private IssuerKeys keys;

    @BeforeEach
    void start() {
        Settings settings = TestSettings.trusting(issuer, Map.of());
        issuers = new TrustedIssuers(settings, clock);
        verifier = new TokenVerifier(issuers, Duration.ofDays(30), clock, 100);
        keys = issuers.find(issuer.issuer()).orElseThrow();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        issuers.close();
        issuer.close();
    }

    /** Null for a good token, else the reason of its refusal. */
    private Reason verify(String token) {
        try {
            verifier.verify(token);
            return null;
        } catch (TokenRejected e) {
            return e.reason();
        }
    }

    private Reason verifyGood() {
        return verify(issuer.token("alice", "Alice"));
    }

    @Test
    void fetchesOnceForManyTokens() {
        for (int i = 0; i < 50; i++) {
            assertThat(verifyGood()).isNull();
        }

        assertThat(issuer.discoveryFetches()).isEqualTo(1);
        assertThat(issuer.keyFetches()).isEqualTo(1);
    }

    @Test
    void tellsItsAgeAndSizeAndRefreshesOnDemand() {
        assertThat(keys.age()).isEmpty();
        assertThat(keys.size()).isZero();

        keys.refresh().join();
        clock.advance(Duration.ofSeconds(7));

        assertThat(keys.age()).contains(Duration.ofSeconds(7));
        assertThat(keys.size()).isEqualTo(1);
        keys.refresh().join();
        assertThat(keys.age()).contains(Duration.ZERO);
        assertThat(issuer.keyFetches()).isEqualTo(2);
    }

    @Test
    void acceptsARotatedKeyAtOnceAndTheOldOneNoMore() {
        String old = issuer.token("alice", "Alice");
        assertThat(verify(old)).isNull();

        issuer.rotateKeys();

        assertThat(verifyGood()).isNull();
        assertThat(verify(old)).isEqualTo(Reason.UNKNOWN_KEY);
    }

    @Test
    void fetchesAtMostFourTimesAMinuteForUnknownKeys() {
        assertThat(verifyGood()).isNull();

        for (int second = 0; second < 60; second++) {
            assertThat(flood(second)).isSubsetOf(Reason.UNKNOWN_KEY, Reason.KEYS_UNAVAILABLE);
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(issuer.keyFetches() - 1).isEqualTo(4);
    }

    private Set<Reason> flood(int second) {
        return Stream.of("a", "b").map(
                letter -> verify(issuer.builder().signWith(STRANGER.called("kid-" + second + letter)).build()))
                .collect(Collectors.toSet());
    }

    @Test
    void acceptsARotatedKeyWithin30SecondsOfAFloodOfUnknownOnesAndNeverCallsItUnknown() {
        assertThat(verifyGood()).isNull();
        List<Reason> refusals = new ArrayList<>();
        int accepted = 0;
        for (int second = 0; second < 60; second++) {
            flood(second);
            if (second == 20) {
                issuer.rotateKeys();
            }
            if (second >= 20 && accepted == 0) {
                Reason refusal = verifyGood();
                accepted = refusal == null ? second : 0;
                refusals.add(refusal);
            }
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(accepted - 20).as("seconds").isBetween(1, 30);
        assertThat(refusals).containsOnly(Reason.KEYS_UNAVAILABLE, null);
        assertThat(issuer.keyFetches() - 1).isLessThanOrEqualTo(4);
    }

    @Test
    void anIssuerThatWasSetUpAnewWithAnotherKeyUnderTheOldIdIsBelievedAtOnce() {
        assertThat(verifyGood()).isNull();
        SigningKey anew = STRANGER.called(FIRST.kid());
        String token = issuer.builder().signWith(anew).build();

        issuer.publish(anew);

        assertThat(verify(token)).isNull();
        assertThat(verifyGood()).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(issuer.keyFetches()).isEqualTo(2);
    }

    @Test
    void badSignaturesFetchOnceAMinuteForAllAndStayBadSignaturesWhileTheIssuerIsDown() {
        assertThat(verifyGood()).isNull();
        String forged = issuer.builder().signWith(STRANGER.called(FIRST.kid())).build();

        for (int second = 0; second < 180; second++) {
            assertThat(verify(forged)).isEqualTo(Reason.BAD_SIGNATURE);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(issuer.keyFetches() - 1).isEqualTo(3);

        issuer.fail();
        assertThat(verify(forged)).isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(verifyGood()).isNull();
    }

    @Test
    void forATokenThatIsNotForThisServerNobodyAsksForItsKey() {
        String elsewhere = issuer.builder().signWith(STRANGER).claim("aud", "another-api").build();
        String odd = issuer.builder().signWith(STRANGER).header("typ", "secevent+jwt").build();
        String old = issuer.builder().signWith(STRANGER)
                .claim("exp", clock.instant().minus(Duration.ofDays(60)).getEpochSecond()).build();

        assertThat(verify(elsewhere)).isEqualTo(Reason.WRONG_AUDIENCE);
        assertThat(verify(odd)).isEqualTo(Reason.MALFORMED);
        assertThat(verify(old)).isEqualTo(Reason.EXPIRED);
        assertThatThrownBy(() -> verifier.verifyLogoutToken(
                issuer.logoutToken().signWith(STRANGER).claim("aud", "another-api").build()))
                .hasMessageStartingWith("WRONG_AUDIENCE");

        assertThat(issuer.discoveryFetches()).isZero();
    }

    @Test
    void anOutageOfAnHourDisturbsNobodyWithAKnownKeyAndIsAskedAboutEachHalfMinuteAtTheMost() {
        String token = issuer.builder().claim("exp", clock.instant().getEpochSecond() + 7_200).build();
        assertThat(verify(token)).isNull();
        issuer.fail();

        for (int second = 0; second < 3_600; second += 10) {
            clock.advance(Duration.ofSeconds(10));
            assertThat(verify(token)).as("after " + second + " s").isNull();
        }

        await("the first fetch of the outage").until(() -> issuer.discoveryFetches() >= 2);
        assertThat(issuer.discoveryFetches()).isBetween(2, 121);
        issuer.work();
        await("fresh keys").until(() -> {
            clock.advance(Duration.ofSeconds(30));
            verify(token);
            return keys.age().orElseThrow().compareTo(Duration.ofMinutes(30)) < 0;
        });
    }

    @Test
    void asksAgainWhenAProviderThatWasDownIsBack() {
        issuer.fail();
        assertThat(verifyGood()).isEqualTo(Reason.KEYS_UNAVAILABLE);
        for (int i = 0; i < 20; i++) {
            assertThat(verifyGood()).isEqualTo(Reason.KEYS_UNAVAILABLE);
        }
        assertThat(issuer.discoveryFetches()).isEqualTo(1);

        issuer.work();
        clock.advance(Duration.ofSeconds(2));

        assertThat(verifyGood()).isNull();
    }

    @Test
    void tellsWhetherTheFirstKeysAreOnTheirWay() {
        assertThat(keys.arriving()).isFalse();
        issuer.hang();
        CompletableFuture<Void> first = keys.refresh();
        assertThat(keys.arriving()).isTrue();
        first.join();
        assertThat(keys.arriving()).as("they did not come").isFalse();

        issuer.work();
        keys.refresh().join();
        assertThat(keys.usable()).isTrue();
        issuer.hang();
        keys.refresh();
        assertThat(keys.arriving()).as("there are older ones").isFalse();
    }

    @Test
    void findsAProviderThatWasNotThereAtTheStart() {
        int port = issuer.port();
        issuer.close();
        issuers.warm();
        String nobody = issuer.token("alice", "Alice");
        assertThat(verify(nobody)).isEqualTo(Reason.KEYS_UNAVAILABLE);

        issuer = TestIssuer.start(port, "/realms/a", FIRST);
        clock.advance(Duration.ofSeconds(2));

        assertThat(verifyGood()).isNull();
    }

    @Test
    void keepsItsKeysThroughAnOutageOfADayButNotLonger() {
        assertThat(verifyGood()).isNull();
        issuer.fail();

        for (int hour = 0; hour < 23; hour++) {
            clock.advance(Duration.ofHours(1));
            assertThat(verifyGood()).isNull();
        }
        assertThat(verify(issuer.builder().signWith(STRANGER).build())).isEqualTo(Reason.KEYS_UNAVAILABLE);

        clock.advance(Duration.ofHours(1));
        assertThat(verifyGood()).isEqualTo(Reason.KEYS_UNAVAILABLE);
        issuer.work();
        clock.advance(Duration.ofSeconds(2));
        assertThat(verifyGood()).isNull();
    }

    @Test
    void refreshesBehindTheBackOfWhoeverAsks() {
        String old = issuer.token("alice", "Alice");
        assertThat(verify(old)).isNull();
        issuer.rotateKeys();
        clock.advance(Duration.ofMinutes(5));

        assertThat(verify(old)).isNull();

        await().untilAsserted(() -> assertThat(verify(old)).isEqualTo(Reason.UNKNOWN_KEY));
        assertThat(issuer.keyFetches()).isLessThanOrEqualTo(3);
    }

    @Test
    void survivesAClockThatIsSetBack() {
        assertThat(verifyGood()).isNull();
        clock.advance(Duration.ofDays(-1));
        verifier = new TokenVerifier(issuers, Duration.ofDays(30), clock, 100);

        issuer.rotateKeys();

        assertThat(verifyGood()).isNull();
    }

    @Test
    void sharesOneFetchAmongAllWhoWait() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        issuer.answerDiscovery(exchange -> {
            asked.countDown();
            awaitQuietly(release);
            TestIssuer.json(exchange, "{\"issuer\":\"" + issuer.issuer() + "\",\"jwks_uri\":\""
                    + issuer.keysAddress() + "\"}");
        });
        List<Future<Reason>> waiting = new ArrayList<>();
        for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
            waiting.add(threads.submit(this::verifyGood));
        }
        assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
        release.countDown();

        for (Future<Reason> each : waiting) {
            assertThat(each.get()).isNull();
        }
        assertThat(issuer.discoveryFetches()).isEqualTo(1);
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aHangingProviderHoldsUpNobodyWithAKnownKeyAndOthersForSecondsAtMost() {
        assertThat(verifyGood()).isNull();
        issuer.hang();
        long start = System.nanoTime();
        List<CompletableFuture<Reason>> strangers = new ArrayList<>();
        int room = 4 * Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < room + 68; i++) {
            strangers.add(CompletableFuture.supplyAsync(
                    () -> verify(issuer.builder().signWith(STRANGER).build()), threads));
        }
        await().until(() -> strangers.stream().filter(CompletableFuture::isDone).count() >= 68);

        assertThat(verifyGood()).isNull();
        assertThat(strangers).as("some still wait").anyMatch(each -> !each.isDone());
        assertThat(strangers).extracting(CompletableFuture::join).containsOnly(Reason.KEYS_UNAVAILABLE);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(issuer.discoveryFetches()).isEqualTo(2);
    }

    @Test
    void refusesAtOnceWhenTheApplicationIsTakenDown() {
        issuers.close();

        assertThat(verifyGood()).isEqualTo(Reason.KEYS_UNAVAILABLE);
        assertThatCode(() -> issuers.close()).doesNotThrowAnyException();
    }
}
