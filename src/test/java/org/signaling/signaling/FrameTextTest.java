package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTextTest {

    private final FrameText frame = new FrameText(10);

    @Test
    void partsMakeOneMessageAndTheNextPartBeginsAnother() {
        frame.add("one ");
        frame.add("");
        frame.add("two");
        assertThat(frame.take()).isEqualTo("one two");
        assertThat(frame.take()).isEmpty();

        frame.add("three");
        assertThat(frame.take()).isEqualTo("three");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789", "01234567é", "0123456€", "012345\uD83D\uDE00", "é€é\u0000\n"})
    void aMessageMayHaveAsManyUtf8BytesAsAreAllowedAndNotOneMore(String text) {
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(10);
        String filler = "x".repeat(10 - text.getBytes(StandardCharsets.UTF_8).length);

        frame.add(text + filler);
        assertThat(frame.tooLarge()).isFalse();
        frame.add("x");
        assertThat(frame.tooLarge()).isTrue();
    }

    @Test
    void aShortPartIsTheWholeMessageUnlessAnotherCameBefore() {
        assertThat(frame.isWhole("€€€")).isTrue();
        assertThat(frame.isWhole("0123")).isFalse();

        frame.add("0");
        assertThat(frame.isWhole("1")).isFalse();
        frame.add("0123456789");
        assertThat(frame.isWhole("1")).isFalse();

        frame.take();
        assertThat(frame.isWhole("1")).isTrue();
    }

    @Test
    void aMessageThatIsTooLargeIsForgottenAndTheNextOneIsFine() {
        for (int i = 0; i < 1_000; i++) {
            frame.add("€€€€€€€€€€€€€€€€");
        }
        assertThat(frame.tooLarge()).isTrue();
        assertThat(frame.take()).isEmpty();
        assertThat(frame.tooLarge()).isFalse();

        frame.add("fine");
        assertThat(frame.take()).isEqualTo("fine");
    }

    @Test
    void sixteenTimesAsMuchAsIsAllowedIsNotWaitedForBeItTextOrNot() {
        frame.add("x".repeat(100));
        frame.skip(60);
        assertThat(frame.farTooLarge()).isFalse();
        frame.skip(1);
        assertThat(frame.farTooLarge()).isTrue();

        frame.take();
        assertThat(frame.farTooLarge()).isFalse();
    }
}
