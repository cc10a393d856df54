package org.signaling.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.signaling.message.UserId;
import org.signaling.settings.VisibilityRule;
import org.signaling.testing.TestSettings;

class VisibilityTest {

    private static final UserId ADA = new UserId("https://a", "ada");

    private static Viewer viewer(VisibilityRule rule, String issuer, String subject, String groups) {
        return new Visibility(rule, Map.of("https://a", "boss")).of(new UserId("https://" + issuer, subject),
                groups.equals("-") ? Set.of() : Set.of(groups.split(" ")));
    }

    @ParameterizedTest(name = "[{index}] ada of a in {0}, {2} of {1} in {3}: {4}")
    @CsvSource(delimiter = '|', value = {
        // who sees whom under the rules everyone, issuer, group, issuer-group
        "-       | a | bob | -       | yes yes no  no",
        "-       | b | bob | -       | yes no  no  no",
        "x       | a | bob | x       | yes yes yes yes",
        "x       | b | bob | x       | yes no  yes no",
        "x       | a | bob | y       | yes yes no  no",
        "x       | b | bob | y       | yes no  no  no",
        "x       | a | bob | -       | yes yes no  no",
        "-       | a | bob | x       | yes yes no  no",
        "x y     | a | bob | y z     | yes yes yes yes",
        "x y     | b | bob | y z     | yes no  yes no",
        // an admin and anybody see one another, but only the group that its own issuer vouches for makes one
        "boss    | b | bob | -       | yes yes yes yes",
        "x boss  | b | bob | y       | yes yes yes yes",
        "-       | a | bob | boss    | yes yes yes yes",
        "-       | b | bob | boss    | yes no  no  no",
        // the same user on another connection, and a namesake of another issuer
        "-       | a | ada | -       | yes yes yes yes",
        "-       | b | ada | -       | yes no  no  no",
        // a group that is called like a subject or an issuer is no way in
        "https://a | a | https://a | - | yes yes no no",
        "bob     | a | bob | -       | yes yes no  no"})
    void whoSeesWhom(String groups, String issuer, String other, String otherGroups, String expected) {
        String[] byRule = expected.split(" +");
        for (VisibilityRule rule : VisibilityRule.values()) {
            Viewer ada = viewer(rule, "a", "ada", groups);
            Viewer bob = viewer(rule, issuer, other, otherGroups);
            assertThat(ada.sees(bob)).as(rule.toString()).isEqualTo(byRule[rule.ordinal()].equals("yes"));
            assertThat(bob.sees(ada)).as(rule + ", the other way").isEqualTo(ada.sees(bob));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everybodySeesItself(VisibilityRule rule) {
        for (String groups : new String[]{"-", "x", "boss"}) {
            Viewer viewer = viewer(rule, "b", "bob", groups);
            assertThat(viewer.sees(viewer)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"EVERYONE, a, true", "EVERYONE, b, true", "ISSUER, a, true", "ISSUER, b, false", "GROUP, a, false",
        "GROUP, b, false", "ISSUER_GROUP, a, false", "ISSUER_GROUP, b, false"})
    void whetherSomebodyIsOnlineMayBeKnownOfThoseWhoAreSeenWhateverTheirGroups(VisibilityRule rule, String issuer,
            boolean known) {
        Visibility visibility = new Visibility(rule, Map.of("https://a", "boss"));
        UserId gone = new UserId("https://" + issuer, "gone");

        assertThat(visibility.mayKnow(visibility.of(ADA, Set.of("x")), gone)).isEqualTo(known);
        assertThat(visibility.mayKnow(visibility.of(ADA, Set.of("boss")), gone)).isTrue();
    }

    @Test
    void theRuleAndTheAdminGroupsAreConfigured() {
        Visibility everyone = Visibility.of(TestSettings.with());
        assertThat(everyone.limited()).isFalse();
        assertThat(everyone.of(ADA, Set.of())).isSameAs(Viewer.ANYBODY);

        Visibility groups = Visibility.of(TestSettings.with("signaling.policy.visibility", "issuer-group",
                "signaling.issuer.a.admin-group", "boss"));
        assertThat(groups.limited()).isTrue();
        assertThat(groups.of(new UserId("https://idp.example/a", "ada"), Set.of("boss")).all()).isTrue();
        assertThat(groups.of(ADA, Set.of("boss")).all()).isFalse();
    }
}
