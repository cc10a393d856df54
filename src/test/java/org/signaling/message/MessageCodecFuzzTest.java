package org.signaling.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.signaling.testing.Examples;

/** Bytes of a fuzzer as a client's frame: understood or refused, and never anything else. */
class MessageCodecFuzzTest {

    private static final MessageReader READER = new MessageReader(100);

    static Stream<byte[]> examples() {
        return Stream.concat(Examples.good().stream(), Examples.hostile().stream())
                .map(example -> example.text().getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("examples")
    @FuzzTest
    void anyTextIsUnderstoodOrRefusedAndWhatGoesOutIsJson(byte[] frame) throws JsonProcessingException {
        MessageOracle.check(READER, new String(frame, StandardCharsets.UTF_8));
    }
}
