package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.Rate;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;

class RefusedHandshakesTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = -5;
    private final RefusedHandshakes refusals = new RefusedHandshakes(Rate.of(60, Duration.ofMinutes(1), 60), () -> now);

    private void refuse(String address, int times) {
        for (int i = 0; i < times; i++) {
            refusals.refused(address);
        }
    }

    @Test
    void anAddressThatWasRefusedTooOftenMayNotTryForAWhileAndOthersMay() {
        refuse("a", 59);
        assertThat(refusals.mayTry("a")).isTrue();
        refuse("a", 1);
        assertThat(refusals.mayTry("a")).isFalse();
        assertThat(refusals.mayTry("b")).isTrue();

        now += SECOND - 1;
        assertThat(refusals.mayTry("a")).isFalse();
        now += 1;
        assertThat(refusals.mayTry("a")).isTrue();
        refuse("a", 1);
        assertThat(refusals.mayTry("a")).isFalse();
    }

    @Test
    void anAddressThatIsNotKnownIsNeverLimited() {
        refuse(null, 1_000);

        assertThat(refusals.mayTry(null)).isTrue();
        assertThat(refusals.size()).isZero();
    }

    @Test
    void anAddressIsForgottenWhenThatChangesNothing() {
        refuse("a", 10);
        now += 10 * SECOND - 1;
        refuse("b", 1);
        assertThat(refusals.size()).isEqualTo(2);
        now += 1;
        refuse("c", 1);

        assertThat(refusals.size()).isEqualTo(2);
    }

    @Test
    void fromHoweverManyAddressesHandshakesAreRefusedOnlySoManyAreKnown() {
        refuse("first", 60);
        for (int i = 0; i < RefusedHandshakes.MAX_ADDRESSES; i++) {
            refusals.refused("address-" + i);
        }

        assertThat(refusals.size()).isEqualTo(RefusedHandshakes.MAX_ADDRESSES);
        assertThat(refusals.mayTry("first")).as("the one refused least lately gave way").isTrue();
    }

    private static Admission admission(TestIssuer issuer) {
        return new Admission(TestSettings.only("signaling.issuers", "a", "signaling.issuer.a.issuer",
                issuer.issuer(), "signaling.issuer.a.audiences", TestIssuer.AUDIENCE,
                "signaling.limit.refusals-per-minute", "2"));
    }

    private static String forged(TestIssuer issuer) {
        return "oidc=" + issuer.builder().signBy(input -> new byte[64]).build();
    }

    @Test
    void afterTooManyForgedTokensAnAddressIsTurnedAwayUnseenButForTokensThatAreKnownToBeGood() throws Exception {
        try (TestIssuer issuer = TestIssuer.start(0, "/a", SigningKey.ec("key"))) {
            Admission admission = admission(issuer);
            ClientAddress evil = admission.address("192.0.2.66", name -> List.of());
            ClientAddress other = admission.address("192.0.2.67", name -> List.of());
            String known = "oidc=" + issuer.token("ada", "Ada");
            String good = "oidc=" + issuer.token("bob", "Bob");
            admission.admit(other, name -> List.of(), known, Turn.NONE);
            refuses(admission, evil, forged(issuer), Reason.BAD_SIGNATURE);
            refuses(admission, evil, "oidc=" + issuer.builder().header("kid", "x").build(), Reason.UNKNOWN_KEY);

            refuses(admission, evil, good, Reason.TOO_MANY_REFUSALS);
            assertThat(admission.admit(evil, name -> List.of(), known, Turn.NONE)).isNotNull();
            assertThat(admission.admit(other, name -> List.of(), good, Turn.NONE)).isNotNull();
            assertThat(admission.refused(Reason.TOO_MANY_REFUSALS)).isEqualTo(1);
            admission.close();
        }
    }

    @Test
    void whatAnyPageCanHaveItsVisitorsBrowserSendLocksNobodyOut() throws Exception {
        try (TestIssuer issuer = TestIssuer.start(0, "/a", SigningKey.ec("key"))) {
            Admission admission = admission(issuer);
            ClientAddress visitor = admission.address("192.0.2.66", name -> List.of());
            String good = issuer.token("bob", "Bob");
            Map<String, List<String>> evilPage = Map.of("Origin", List.of("https://evil.example"), "Host",
                    List.of("calls.example"), "Cookie", List.of("oidc=" + good));
            for (int i = 0; i < 5; i++) {
                assertThatExceptionOfType(TokenRejected.class)
                        .isThrownBy(() -> admission.admit(visitor, name -> evilPage.getOrDefault(name, List.of()),
                                forged(issuer), Turn.NONE))
                        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.ORIGIN_REFUSED));
                refuses(admission, visitor, null, Reason.MISSING);
                refuses(admission, visitor, "oidc=x", Reason.MALFORMED);
                refuses(admission, visitor, "oidc=" + issuer.builder().claim("aud", "x").build(),
                        Reason.WRONG_AUDIENCE);
                refuses(admission, visitor, "oidc=" + issuer.builder().claim("exp", 1).build(), Reason.EXPIRED);
            }

            assertThat(admission.admit(visitor, name -> List.of(), "oidc=" + good, Turn.NONE))
                    .isNotNull();
            admission.close();
        }
    }

    @Test
    void refusalsOfAnAddressThatAreNotCountedDoNotFillTheLogEither() throws Exception {
        Admission admission = new Admission(TestSettings.with("signaling.limit.refusals-per-minute", "2"));
        ClientAddress one = admission.address("192.0.2.66", name -> List.of());

        assertThat(List.of(admission.worthALine(one), admission.worthALine(one), admission.worthALine(one)))
                .containsExactly(true, true, false);
        assertThat(admission.worthALine(admission.address("192.0.2.67", name -> List.of()))).isTrue();
        admission.close();
    }

    @Test
    void whatIsTheServersFaultIsNotCountedAgainstTheClient() throws Exception {
        Admission admission = new Admission(TestSettings.with("signaling.limit.refusals-per-minute", "1"));
        ClientAddress client = admission.address("192.0.2.66", name -> List.of());
        admission.drain(true);
        for (int i = 0; i < 5; i++) {
            refuses(admission, client, null, Reason.DRAINING);
        }
        admission.close();
    }

    private static void refuses(Admission admission, ClientAddress from, String query, Reason reason) {
        Map<String, List<String>> headers = Map.of();
        assertThatExceptionOfType(TokenRejected.class)
                .isThrownBy(() -> admission.admit(from, name -> headers.getOrDefault(name, List.of()), query,
                        Turn.NONE))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }
}
