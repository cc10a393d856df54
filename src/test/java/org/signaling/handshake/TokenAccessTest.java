package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.IssuerSettings;
import org.signaling.testing.TestSettings;

class TokenAccessTest {

    private static IssuerSettings issuer(String... settings) {
        return TestSettings.with(settings).issuers().get(0);
    }

    private static String outcome(IssuerSettings issuer, Map<String, Object> claims) {
        try {
            TokenAccess.check(claims, TokenAccess.groups(claims, issuer.access().groupsClaim()), issuer);
            return "in";
        } catch (TokenRejected e) {
            assertThat(e.reason()).isEqualTo(Reason.INSUFFICIENT_SCOPE);
            return e.challenge().orElseThrow().replaceFirst(".*error_description=\"[^\"]*\"(, )?", "");
        }
    }

    @Test
    void nothingIsAskedForUnlessItIsConfigured() {
        assertThat(outcome(issuer(), Map.of())).isEqualTo("in");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"calls, in", "openid calls profile, in", "' calls  ', in",
        "none, scope=\"calls\"",
        "'', scope=\"calls\"", "callsign, scope=\"calls\"", "CALLS, scope=\"calls\"", "calls calls, in",
        "'calls,x', scope=\"calls\""})
    void aScopeThatIsAskedForMustBeThere(String scope, String expected) {
        IssuerSettings issuer = issuer("signaling.policy.required-scopes", "calls");

        assertThat(outcome(issuer, scope == null ? Map.of() : Map.of("scope", scope))).isEqualTo(expected);
    }

    @Test
    void allScopesAreAskedForAndMayBeAList() {
        IssuerSettings issuer = issuer("signaling.policy.required-scopes", "calls, lists");

        assertThat(outcome(issuer, Map.of("scp", List.of("lists", "x", "calls")))).isEqualTo("in");
        assertThat(outcome(issuer, Map.of("scp", List.of("lists")))).isEqualTo("scope=\"calls lists\"");
        assertThat(outcome(issuer, Map.of("scope", List.of("lists", "calls")))).isEqualTo("scope=\"calls lists\"");
        assertThat(outcome(issuer, Map.of("scope", 7))).isEqualTo("scope=\"calls lists\"");
    }

    @Test
    void oneOfTheGroupsIsEnough() {
        IssuerSettings issuer = issuer("signaling.policy.required-groups", "staff, guests");

        assertThat(outcome(issuer, Map.of("groups", List.of("x", "guests")))).isEqualTo("in");
        assertThat(outcome(issuer, Map.of("groups", List.of("Guests")))).isEmpty();
        assertThat(outcome(issuer, Map.of())).isEmpty();
        assertThat(outcome(issuer, Map.of("groups", "staff"))).isEmpty();
        assertThat(outcome(issuer, Map.of("groups", List.of("staff", 7)))).isEmpty();
    }

    @Test
    void whatAnIssuerAsksForGoesBeforeWhatIsAskedOfAll() {
        IssuerSettings issuer = issuer("signaling.policy.required-groups", "staff",
                "signaling.issuer.a.required-groups", "guests", "signaling.policy.required-scopes", "calls");

        assertThat(outcome(issuer, Map.of("groups", List.of("guests"), "scope", "calls"))).isEqualTo("in");
        assertThat(outcome(issuer, Map.of("groups", List.of("staff"), "scope", "calls"))).isEmpty();
        assertThat(outcome(issuer, Map.of("groups", List.of("guests")))).isEqualTo("scope=\"calls\"");
    }

    @Test
    void groupsMayStandInsideOtherClaimsOrUnderANameWithDots() {
        Map<String, Object> claims = Map.of("realm_access", Map.of("roles", List.of("a", "b")),
                "https://app.example/groups", List.of("c"), "groups", List.of("d"));

        assertThat(TokenAccess.groups(claims, "realm_access.roles")).isEqualTo(Set.of("a", "b"));
        assertThat(TokenAccess.groups(claims, "https://app.example/groups")).isEqualTo(Set.of("c"));
        assertThat(TokenAccess.groups(claims, "groups")).isEqualTo(Set.of("d"));
        assertThat(TokenAccess.groups(claims, "groups.roles")).isEmpty();
        assertThat(TokenAccess.groups(claims, "resource_access.roles")).isEmpty();
        assertThat(TokenAccess.groups(claims, ".")).isEmpty();
    }
}
