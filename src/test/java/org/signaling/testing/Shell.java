package org.signaling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Commands of the operating system. For all threads. */
public final class Shell {

    private Shell() {
    }

    /** Runs a command, words divided by spaces, and expects it to succeed; what it printed. */
    public static String run(String command) {
        try {
            Process process = new ProcessBuilder(List.of(command.split(" "))).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
