package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.signaling.testing.Examples;

/** What a frame costs, whatever its sender filled it with: nobody keeps a processor busy with the frames he may send. */
@Isolated
class MessageCostTest {

    private static final List<String> TYPES = List.of("presence", "refresh", "userList", "iceServers", "self",
            "userOnline",
            "t");
    private static final String TARGET = "\"target\":{\"issuer\":\"https://i\",\"subject\":\"s\"}";
    private static final int BESIDE_A_BODY = 120;
    private static final int WARM_UP = 20;

    private final MessageReader reader = new MessageReader(100);

    @Test
    void noFrameOfTheFullSizeCostsMoreThanAFewMillisecondsWhateverItsShapeAndItsType() {
        Map<String, String> frames = new LinkedHashMap<>();
        HostileBodies.of(HostileBodies.FRAME - BESIDE_A_BODY).forEach((shape, body) -> {
            for (String type : TYPES) {
                frames.put(type + ", body: " + shape, frame(type, TARGET, "\"body\":" + body));
            }
            frames.put("id: " + shape, frame("t", TARGET, "\"id\":" + body));
            frames.put("target: " + shape, frame("t", "\"target\":" + body));
            frames.put("unknown field: " + shape, frame("t", TARGET, "\"other\":" + body));
            frames.put("all of the frame: " + shape, body);
        });
        assertThat(frames.values()).allSatisfy(
                frame -> assertThat(frame.getBytes(StandardCharsets.UTF_8).length)
                        .isLessThanOrEqualTo(HostileBodies.FRAME));

        assertCheap(frames);
    }

    private static String frame(String type, String... fields) {
        return "{\"type\":\"" + type + "\"," + String.join(",", fields) + "}";
    }

    @Test
    void nothingOfTheCorporaCostsMoreThanAFewMilliseconds() throws IOException, URISyntaxException {
        Map<String, String> frames = new LinkedHashMap<>();
        Stream.of(Examples.good(), Examples.hostile()).flatMap(List::stream)
                .forEach(example -> frames.put(example.name(), example.text()));
        Path corpora = Path.of(MessageCostTest.class.getResource("MessageCodecFuzzTestInputs").toURI());
        try (Stream<Path> files = Files.walk(corpora)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                frames.put(file.getFileName().toString(), Files.readString(file));
            }
        }

        assertCheap(frames);
    }

    private void assertCheap(Map<String, String> frames) {
        for (int i = 0; i < WARM_UP; i++) {
            frames.values().forEach(frame -> MessageCost.work(reader, frame));
        }
        List<String> dear = new ArrayList<>();
        for (Map.Entry<String, String> frame : frames.entrySet()) {
            Duration cost = MessageCost.of(reader, frame.getValue());
            if (cost.compareTo(MessageCost.BOUND) > 0) {
                dear.add(frame.getKey() + ": " + cost);
            }
        }
        assertThat(dear).isEmpty();
    }
}
