package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.signaling.testing.TestIssuer;

/** What holds for every token, and not only for those that somebody thought of. */
class TokenPropertiesTest {

    private static final String GOOD = FuzzedVerifier.builder().build();

    @Property
    void aTokenWithAnyOtherCharacterAnywhereIsRefused(@ForAll @IntRange(max = 10_000) int place, @ForAll char other) {
        int at = place % GOOD.length();
        String changed = GOOD.substring(0, at) + other + GOOD.substring(at + 1);

        assertThat(FuzzedVerifier.verify(changed) == null).isEqualTo(!changed.equals(GOOD));
    }

    @Property
    void aTokenWithAnythingMoreOrLessIsRefused(@ForAll @IntRange(max = 10_000) int place,
            @ForAll @NotEmpty String more) {
        int at = place % GOOD.length();

        assertThat(FuzzedVerifier.verify(GOOD.substring(0, at))).isNull();
        assertThat(FuzzedVerifier.verify(GOOD.substring(0, at) + more + GOOD.substring(at))).isNull();
        assertThat(FuzzedVerifier.verify(GOOD + more)).isNull();
    }

    @Property
    void aSubjectIsTakenLetterByLetterOrRefused(@ForAll @StringLength(max = 200) String subject) {
        SignalingToken token = FuzzedVerifier.verify(FuzzedVerifier.builder().claim("sub", subject).build());

        if (!subject.isEmpty() && StandardCharsets.UTF_8.newEncoder().canEncode(subject)) {
            assertThat(token.getSubject()).isEqualTo(subject);
        } else if (token != null) {
            // what is no character became a question mark before it was signed
            assertThat(token.getSubject()).isEqualTo(
                    new String(subject.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).isNotEmpty();
        }
    }

    @Property
    void whateverElseIsClaimedChangesNothing(@ForAll @AlphaChars @NotEmpty @StringLength(max = 20) String name,
            @ForAll List<Integer> value) {
        SignalingToken token = FuzzedVerifier.verify(FuzzedVerifier.builder().claim("x-" + name, value).build());

        assertThat(token.getSubject()).isEqualTo("alice");
    }

    @Property
    void onlyTheAudienceItselfIsTheAudience(@ForAll String audience) {
        SignalingToken token = FuzzedVerifier.verify(FuzzedVerifier.builder().claim("aud", audience).build());

        assertThat(token != null).isEqualTo(audience.equals(TestIssuer.AUDIENCE));
    }
}
