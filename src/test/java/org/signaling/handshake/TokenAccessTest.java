package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.ClaimPath;
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
        assertThat(outcome(issuer, Map.of("scope", List.of("lists", "calls")))).isEqualTo("in");
        assertThat(outcome(issuer, Map.of("scp", "lists calls"))).as("Entra, AD FS").isEqualTo("in");
        assertThat(outcome(issuer, Map.of("scope", "calls", "scp", List.of("lists", 7)))).isEqualTo("in");
        assertThat(outcome(issuer, Map.of("scp", Map.of("lists", true, "calls", false))))
                .isEqualTo("scope=\"calls lists\"");
        assertThat(outcome(issuer, Map.of("scope", 7))).isEqualTo("scope=\"calls lists\"");
    }

    @Test
    void oneOfTheGroupsIsEnough() {
        IssuerSettings issuer = issuer("signaling.policy.required-groups", "staff, guests");

        assertThat(outcome(issuer, Map.of("groups", List.of("x", "guests")))).isEqualTo("in");
        assertThat(outcome(issuer, Map.of("groups", List.of("Guests")))).isEmpty();
        assertThat(outcome(issuer, Map.of())).isEmpty();
        assertThat(outcome(issuer, Map.of("groups", "staff"))).isEqualTo("in");
        assertThat(outcome(issuer, Map.of("groups", List.of("staff", 7)))).isEqualTo("in");
        assertThat(outcome(issuer, Map.of("groups", "staff only"))).isEmpty();
        assertThat(outcome(issuer, Map.of("groups", 7))).isEmpty();
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

        assertThat(groups(claims, "realm_access.roles")).isEqualTo(Set.of("a", "b"));
        assertThat(groups(claims, "https://app.example/groups")).isEqualTo(Set.of("c"));
        assertThat(groups(claims, "groups")).isEqualTo(Set.of("d"));
        assertThat(groups(claims, "groups.roles")).isEmpty();
        assertThat(groups(claims, "resource_access.roles")).isEmpty();
    }

    @Test
    void namesWithDotsInThePathStandInQuotationMarksOrInAJsonPointer() {
        Map<String, Object> claims = Map.of("resource_access", Map.of("my.client", Map.of("roles", List.of("a"))),
                "https://app.example/x", Map.of("~/", List.of("b")));

        assertThat(groups(claims, "resource_access.\"my.client\".roles")).isEqualTo(Set.of("a"));
        assertThat(groups(claims, "/resource_access/my.client/roles")).isEqualTo(Set.of("a"));
        assertThat(groups(claims, "/https:~1~1app.example~1x/~0~1")).isEqualTo(Set.of("b"));
        assertThat(groups(claims, "resource_access.my.client.roles")).isEmpty();
        assertThat(groups(claims, "/")).isEmpty();
    }

    @Test
    void groupsAreTakenInEveryShapeInWhichIssuersWriteThem() {
        assertThat(groups(Map.of("groups", "Domain Users"), "groups")).as("AD FS, WSO2: one as text")
                .isEqualTo(Set.of("Domain Users"));
        assertThat(groups(Map.of("groups", List.of("a", 7, Map.of(), "b", "a", " ")), "groups"))
                .isEqualTo(Set.of("a", "b"));
        assertThat(groups(Map.of("urn:zitadel:iam:org:project:roles",
                Map.of("host", Map.of("1", "org.example"), "guest", Map.of(), "revoked", false)),
                "urn:zitadel:iam:org:project:roles")).as("Zitadel").isEqualTo(Set.of("host", "guest"));
        assertThat(groups(Map.of("groups", 7), "groups")).isEmpty();
    }

    private static Set<String> groups(Map<String, Object> claims, String path) {
        return TokenAccess.groups(claims, ClaimPath.of(path));
    }
}
