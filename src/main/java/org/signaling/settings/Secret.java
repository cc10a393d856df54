package org.signaling.settings;

import java.nio.charset.StandardCharsets;

/**
 * A configured value that nobody may see. Its text form hides it, so that it cannot slip into a log or an answer.
 *
 * @param value the secret itself; never null, never empty
 */
public record Secret(String value) {

    /** {@return the secret's UTF-8 bytes, a new array each time; never null} */
    public byte[] bytes() {
        return value.getBytes(StandardCharsets.UTF_8);
    }

    /** {@return three dots, whatever the secret is} */
    @Override
    public String toString() {
        return "...";
    }
}
