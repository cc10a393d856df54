package org.signaling.message;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** JSON that fills a frame with as much work as its bytes can hold, as those who mean harm would. */
final class HostileBodies {

    /** The full frame size, as the server comes. */
    static final int FRAME = 65_536;

    private static final int LIST_ELEMENT = 18;

    private HostileBodies() {
    }

    /** Bodies of up to this many bytes, by what they are. */
    static Map<String, String> of(int bytes) {
        Map<String, String> bodies = new LinkedHashMap<>();
        for (String member : new String[]{"version", "token"}) {
            Map<String, String> values = values(bytes - member.length() - 5);
            values.forEach((name, value) -> bodies.put(member + ": " + name, "{\"" + member + "\":" + value + "}"));
        }
        bodies.putAll(values(bytes));
        bodies.put("members of short names", members(bytes, i -> Integer.toString(i, Character.MAX_RADIX)));
        bodies.put("members of one hash code", members(bytes, HostileBodies::ofOneHashCode));
        bodies.put("the same member again and again", members(bytes, i -> "version"));
        bodies.put("a long name", "{\"" + "n".repeat(bytes - 6) + "\":1}");
        return bodies;
    }

    private static Map<String, String> values(int bytes) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("digits", "9".repeat(bytes));
        values.put("digits below zero", "-" + "9".repeat(bytes - 1));
        values.put("a fraction", "0." + "1".repeat(bytes - 2));
        values.put("digits with an exponent", "9".repeat(bytes - 7) + "e-65000");
        values.put("an endless exponent", "1e" + "9".repeat(bytes - 2));
        values.put("many numbers", list(bytes, "1"));
        values.put("many long numbers", list(bytes, "9".repeat(LIST_ELEMENT)));
        values.put("many exponents", list(bytes, "1e-99999999"));
        values.put("many words", list(bytes, "null"));
        values.put("many empty objects", list(bytes, "{}"));
        values.put("deep lists again and again", list(bytes, "[".repeat(90) + "]".repeat(90)));
        values.put("deep objects again and again", list(bytes, "{\"\":".repeat(90) + "1" + "}".repeat(90)));
        values.put("text", "\"" + "x".repeat(bytes - 2) + "\"");
        values.put("escapes", "\"" + "\\n".repeat((bytes - 2) / 2) + "\"");
        values.put("long escapes", "\"" + "\\ud83d".repeat((bytes - 2) / 6) + "\"");
        values.put("text of three bytes each", "\"" + "\u20ac".repeat((bytes - 2) / 3) + "\"");
        values.put("white space", " ".repeat(bytes - 1) + "1");
        values.put("a list that does not end", "[".repeat(bytes));
        values.put("text that does not end", "\"" + "x".repeat(bytes - 1));
        return values;
    }

    private static String list(int bytes, String element) {
        return IntStream.range(0, (bytes - 2) / (element.length() + 1)).mapToObj(i -> element)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String members(int bytes, IntFunction<String> name) {
        StringBuilder object = new StringBuilder("{");
        for (int i = 0; object.length() < bytes - 40; i++) {
            object.append(i == 0 ? "" : ",").append('"').append(name.apply(i)).append("\":1");
        }
        return object.append('}').toString();
    }

    /** As many names as 16 bits tell apart, all of the same hash code. */
    private static String ofOneHashCode(int number) {
        return IntStream.range(0, 16).mapToObj(bit -> (number >> bit & 1) == 0 ? "Aa" : "BB")
                .collect(Collectors.joining());
    }
}
