package org.signaling.deployment;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * What the WAR has in it, and what it runs on, was looked at by somebody, in this very version. It asks no database:
 * that nothing is known against a version is what the one who wrote the table found on that day.
 */
class DependenciesIT {

    private static final Path TABLE = Path.of("docs", "security.md");
    private static final Pattern ROW = Pattern
            .compile("\\| ([A-Za-z0-9, -]+) \\| ([0-9][^| ]*) \\| (\\d{4}-\\d\\d-\\d\\d) \\|.*");
    private static final Pattern JAR = Pattern.compile("WEB-INF/lib/([^/]+)\\.jar");

    private record Seen(String name, String version, LocalDate on) {
    }

    private static List<Seen> table() throws IOException {
        List<Seen> all = new ArrayList<>();
        for (String line : Files.readAllLines(TABLE)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                for (String name : row.group(1).split(", ")) {
                    all.add(new Seen(name, row.group(2), LocalDate.parse(row.group(3))));
                }
            }
        }
        return all;
    }

    @Test
    void everyLibraryInTheWarWasLookedAtInThisVersionAndNoOtherIsListed() throws IOException {
        Set<String> listed = table().stream().filter(seen -> Character.isLowerCase(seen.name().charAt(0))
                || seen.name().equals("HdrHistogram")).map(seen -> seen.name() + "-" + seen.version()).collect(toSet());
        Set<String> shipped;
        try (ZipFile war = new ZipFile(System.getProperty("war"))) {
            shipped = war.stream().map(ZipEntry::getName).map(JAR::matcher).filter(Matcher::matches)
                    .map(jar -> jar.group(1)).collect(toSet());
        }

        assertThat(shipped).isNotEmpty();
        assertThat(listed).as("libraries and versions in %s", TABLE).isEqualTo(shipped);
    }

    @Test
    void everyServerThatItIsTestedOnWasLookedAtInThisVersion() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(table()).anySatisfy(seen -> assertThat(pom(seen, pom, "Payara", "payara")).isTrue())
                .anySatisfy(seen -> assertThat(pom(seen, pom, "WildFly", "wildfly")).isTrue())
                .anySatisfy(seen -> assertThat(pom(seen, pom, "Open Liberty", "openliberty")).isTrue());
    }

    private static boolean pom(Seen seen, String pom, String name, String property) {
        return seen.name().equals(name)
                && pom.contains("<" + property + ".version>" + seen.version() + "</" + property + ".version>");
    }

    @Test
    void nothingWasLookedAtInTheFuture() throws IOException {
        assertThat(table()).isNotEmpty().allSatisfy(seen -> assertThat(seen.on()).isBeforeOrEqualTo(LocalDate.now()));
    }
}
