package org.signaling.message;

import java.util.regex.Pattern;

/**
 * Makes text that comes from outside fit for one line of a log: no line breaks, no control characters, nothing invisible
 * and nothing that turns the direction of text round. Without state, for all threads.
 */
public final class LogText {

    /** Control and format characters, lone surrogates, line and paragraph separators. */
    private static final Pattern UNFIT = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private LogText() {
    }

    /**
     * {@return whether a text has no character that could break, hide or turn round a line}
     *
     * @param text the text; not null
     */
    public static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return !UNFIT.matcher(text).find(i);
            }
        }
        return true;
    }

    /**
     * Replaces what could break or forge a line, and cuts what is too long.
     *
     * @param text the text; not null
     * @param maxLength how many characters to keep; what is longer ends in three dots
     * @return one line; never null
     */
    public static String clean(String text, int maxLength) {
        String cut = text.length() <= maxLength ? text : text.substring(0, maxLength) + "...";
        return isClean(cut) ? cut : UNFIT.matcher(cut).replaceAll("?");
    }
}
