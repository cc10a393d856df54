package org.signaling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The example messages under {@code src/test/resources/messages}; the README there explains their form. */
public final class Examples {

    private static final String TARGET = "\"issuer\":\"https://idp.example/realms/b\",\"subject\":\"bob\"";
    private static final String BODY = "\"body\":";
    private static final Pattern ID = Pattern.compile("^\\{\"id\":(\"[^\"]*\"|\\d+|\\{.*?\\})");

    private Examples() {
    }

    /**
     * One example.
     *
     * @param name the file's name, without its ending
     * @param text the frame
     */
    public record Example(String name, String text) {

        /** The body as it must arrive; null where there is none. Of good examples only. */
        public String body() {
            int start = text.indexOf(BODY);
            return start < 0 ? null : text.substring(start + BODY.length(), text.length() - 1);
        }

        /** The code of the error that must answer it. Of hostile examples only. */
        public String errorCode() {
            return name.substring(0, name.indexOf("--"));
        }

        /** The JSON text of its {@code id}; null where it has none that could be read. */
        public String id() {
            Matcher id = ID.matcher(text);
            return id.find() ? id.group(1) : null;
        }

        /** The same for a real user. */
        public Example to(TestUser target) {
            return new Example(name, text.replace(TARGET, target.idFields()));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** What is understood. */
    public static List<Example> good() {
        return load("good");
    }

    /** What is answered with an error. */
    public static List<Example> hostile() {
        return load("hostile");
    }

    private static List<Example> load(String directory) {
        URL place = Examples.class.getResource("/messages/" + directory);
        try (Stream<Path> files = Files.list(Path.of(place.toURI()))) {
            return files.sorted().map(Examples::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Example read(Path file) {
        try {
            String name = file.getFileName().toString();
            String text = Files.readString(file);
            return new Example(name.substring(0, name.length() - ".json".length()),
                    text.substring(0, text.length() - 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
