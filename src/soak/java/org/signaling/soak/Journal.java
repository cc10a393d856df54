package org.signaling.soak;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file with a line for each event: the time in nanoseconds, on a clock that all processes of a machine share, a word,
 * and what belongs to it. Each line is written at once, so that nothing is lost when the process is killed. For all
 * threads.
 */
final class Journal implements AutoCloseable {

    private final FileOutputStream file;

    /** One line, read again. */
    record Line(long nanos, String word, List<String> rest) {

        static Line of(String text) {
            List<String> parts = List.of(text.split(" "));
            return new Line(Long.parseLong(parts.get(0)), parts.get(1), parts.subList(2, parts.size()));
        }

        String text(int index) {
            return rest.get(index);
        }

        int number(int index) {
            return Integer.parseInt(rest.get(index));
        }
    }

    Journal(Path path) {
        try {
            file = new FileOutputStream(path.toFile(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized void write(String word, Object... rest) {
        StringBuilder line = new StringBuilder().append(System.nanoTime()).append(' ').append(word);
        for (Object each : rest) {
            line.append(' ').append(each);
        }
        try {
            file.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A set of users as one word. */
    static String bits(BitSet users) {
        return new BigInteger(1, reversed(users.toByteArray())).toString(16);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    /** The set of users that a word stands for. */
    static BitSet bits(String word) {
        return BitSet.valueOf(reversed(new BigInteger(word, 16).toByteArray()));
    }

    /** All lines of a file; half a line at its end, which a kill leaves, does not count. */
    static List<Line> read(Path path) throws IOException {
        String text = Files.readString(path, StandardCharsets.US_ASCII);
        try (Stream<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines()) {
            return lines.map(Line::of).toList();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
