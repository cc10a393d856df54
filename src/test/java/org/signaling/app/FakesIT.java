package org.signaling.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.signaling.testing.BrowserTest;

/** What stands in for the browser in the tests of the client's module does what the browser does. */
class FakesIT extends BrowserTest {

    private static final Path SCENARIO = Path.of("src", "test", "js", "conformance.js");

    @Test
    void theConnectionOfTheModulesTestsDoesWhatTheBrowsersDoes() throws IOException {
        // a page's policy lets no other script in; as a function it may run
        String script = Files.readString(SCENARIO).replace("export ", "");

        Map<?, ?> traces = (Map<?, ?>) somebody().comes().page().evaluate("async () => {\n" + script
                + "\nreturn { trace: await conformance(RTCPeerConnection), expected: EXPECTED }; }");

        assertThat((List<?>) traces.get("trace")).isEqualTo(traces.get("expected")).hasSizeGreaterThan(50);
    }
}
