package org.signaling.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What Payara Micro says while it starts. It stays up without the WAR when that does not deploy: only its log tells.
 *
 * @param file where it writes
 */
record ServerLog(Path file) {

    private static final String OUR_REASON = "Signaling cannot start";
    private static final List<String> FAILURES = List.of("Exception while loading the app",
            "Application deployment failed", "Failed to deploy");
    private static final int LINES = 20;

    boolean saysReady() throws IOException {
        return text().contains(" ready in ");
    }

    boolean saysFailed() throws IOException {
        String text = text();
        return FAILURES.stream().anyMatch(text::contains);
    }

    /** {@return the lines that say what went wrong, without the stack traces around them} */
    String reason() throws IOException {
        String text = text();
        int ours = text.indexOf(OUR_REASON);
        if (ours >= 0) {
            return text.substring(ours).lines().takeWhile(line -> !isNoise(line)).collect(Collectors.joining("\n"));
        }
        int severe = text.indexOf("[SEVERE]");
        if (severe >= 0) {
            return text.substring(severe).lines().filter(line -> !isNoise(line)).limit(LINES)
                    .collect(Collectors.joining("\n"));
        }
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    private static boolean isNoise(String line) {
        String text = line.strip();
        return text.isEmpty() || text.startsWith("at ") || text.startsWith("... ") || text.equals("]]");
    }

    /** The text without the colors. */
    private String text() throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replaceAll("\u001b\\[[0-9;]*m", "");
    }
}
