package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.signaling.settings.Secret;

class SealTest {

    private static final Optional<Secret> KEY = Optional.of(new Secret("a key that several nodes share together"));

    private final Seal seal = new Seal(KEY, Optional.empty());

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

        assertThat(new Seal(KEY, Optional.empty()).open("one", sealed))
                .contains("text");
        assertThat(new Seal(Optional.empty(), Optional.empty()).open("one", sealed)).isEmpty();
    }

    @Test
    void whileTheKeyIsChangedTheOtherOneOpensAndDoesNotSeal() {
        Optional<Secret> next = Optional.of(new Secret("the next key of the same several nodes"));
        Seal old = new Seal(KEY, Optional.empty());
        Seal prepared = new Seal(KEY, next);
        Seal changed = new Seal(next, KEY);
        Seal done = new Seal(next, Optional.empty());

        assertThat(prepared.open("one", changed.seal("one", "text"))).contains("text");
        assertThat(changed.open("one", prepared.seal("one", "text"))).contains("text");
        assertThat(old.open("one", prepared.seal("one", "text"))).contains("text");
        assertThat(done.open("one", changed.seal("one", "text"))).contains("text");
        assertThat(done.open("one", prepared.seal("one", "text"))).isEmpty();
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
