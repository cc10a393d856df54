package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.signaling.settings.Secret;

class SealTest {

    private final Seal seal = new Seal(Optional.of(new Secret("a key that several nodes share together")));

    @Test
    void whatIsSealedOpensForItsPurposeOnly() {
        String sealed = seal.seal("one", "text ä");

        assertThat(seal.open("one", sealed)).contains("text ä");
        assertThat(seal.open("two", sealed)).isEmpty();
        assertThat(seal.seal("one", "text ä")).isNotEqualTo(sealed).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void nodesWithTheSameKeyOpenEachOthersSealsAndOthersDoNot() {
        String sealed = seal.seal("one", "text");

        assertThat(new Seal(Optional.of(new Secret("a key that several nodes share together"))).open("one", sealed))
                .contains("text");
        assertThat(new Seal(Optional.empty()).open("one", sealed)).isEmpty();
    }

    @Test
    void whatWasChangedOrCutDoesNotOpen() {
        String sealed = seal.seal("one", "text");

        for (String wrong : new String[]{null, "", "A", "%", "AAAAAAAAAAAAAAAA", sealed.substring(1),
            sealed.substring(0, sealed.length() - 4), sealed + "AAAA"}) {
            assertThat(seal.open("one", wrong)).isEmpty();
        }
    }
}
