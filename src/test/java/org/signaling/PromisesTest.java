package org.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tests that the documents name are there. */
class PromisesTest {

    private static final Path SOURCES = Path.of("src");
    /** A class, a class and its method, or one more method of the class before it in the same cell. */
    private static final Pattern NAME = Pattern
            .compile("`(?:([A-Z]\\w+(?:Test|IT|Stress))(?:\\.(\\w+))?|([a-z]\\w{10,}))`");
    /** The tests of the page's and the module's JavaScript. */
    private static final Pattern SCRIPT = Pattern.compile("`([\\w-]+\\.test\\.js)`");

    private static Map<String, Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().matches(".*(Test|IT|Stress)\\.java"))
                    .collect(
                            Collectors.toMap(file -> file.getFileName().toString().replace(".java", ""), file -> file));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"promises", "security", "reliability"})
    void everyTestThatADocumentNamesIsThere(String document) throws IOException {
        Map<String, Path> sources = sources();
        List<String> missing = new ArrayList<>();
        for (String cell : Files.readString(Path.of("docs", document + ".md")).split("\\||\n\n")) {
            Path source = null;
            for (Matcher name = NAME.matcher(cell); name.find();) {
                source = name.group(1) == null ? source : sources.get(name.group(1));
                String method = name.group(1) == null ? name.group(3) : name.group(2);
                boolean unknown = name.group(1) != null && source == null;
                if (unknown || source != null && method != null
                        && !Files.readString(source).matches("(?s).*(void|class) " + method + "\\b.*")) {
                    missing.add(name.group());
                }
            }
        }

        assertThat(missing).isEmpty();
    }

    @Test
    void everyPromiseHasATest() throws IOException {
        assertThat(Files.readAllLines(Path.of("docs", "promises.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.matches("\\| \\w+ \\| test.*\\|")))
                .hasSizeGreaterThan(50)
                .allMatch(line -> NAME.matcher(line).find() || SCRIPT.matcher(line).find()
                        || line.contains("`Churn`"));
    }

    @Test
    void everyScriptThatAPromiseNamesIsThere() throws IOException {
        assertThat(SCRIPT.matcher(Files.readString(Path.of("docs", "promises.md"))).results()
                .map(found -> Path.of("src", "test", "js", found.group(1)))).isNotEmpty().allMatch(Files::exists);
    }
}
