package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.signaling.testing.Examples;

/** Bytes of a fuzzer as a client's frame, up to the full size of one: none takes long. */
class MessageCostFuzzTest {

    private static final MessageReader READER = new MessageReader(100);

    static Stream<byte[]> examples() {
        Stream<String> bodies = HostileBodies.of(HostileBodies.FRAME / 16).values().stream()
                .map(body -> "{\"type\":\"presence\",\"body\":" + body + "}");
        return Stream.concat(bodies, Examples.hostile().stream().map(Examples.Example::text))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("examples")
    @FuzzTest
    void noTextCostsMoreThanAFewMilliseconds(byte[] frame) {
        assertThat(MessageCost.of(READER, new String(frame, StandardCharsets.UTF_8)))
                .isLessThanOrEqualTo(MessageCost.BOUND);
    }
}
