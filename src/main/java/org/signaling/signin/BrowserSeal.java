package org.signaling.signin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.signaling.handshake.Seal;

/**
 * Seals what one browser carries, so that it opens in that browser alone. The browser is known by a random cookie that no
 * other host can set; without that, a neighbour in the domain could plant a sign-in of its own, which is sealed just as
 * well. Immutable, for all threads.
 *
 * @param seal the seal of this application; never null
 * @param browser what the browser's cookie holds; null where it has none, and then nothing opens
 */
record BrowserSeal(Seal seal, String browser) {

    /**
     * {@return the fields, sealed; never null}
     *
     * @param purpose what for; not null
     * @param fields any texts; not null
     */
    String seal(String purpose, String... fields) {
        if (browser == null) {
            throw new IllegalStateException("no browser to seal for");
        }
        StringBuilder text = new StringBuilder();
        for (String field : fields) {
            text.append(field.length()).append(':').append(field);
        }
        return seal.seal(purpose(purpose), text.toString());
    }

    /**
     * {@return the fields that were sealed; empty if they were not sealed here, for this browser, for this purpose}
     *
     * @param purpose what for; not null
     * @param sealed the sealed fields; may be null
     */
    Optional<List<String>> open(String purpose, String sealed) {
        return browser == null ? Optional.empty() : seal.open(purpose(purpose), sealed).map(BrowserSeal::fields);
    }

    /** Each field has its length before it, so that no text in a field can be taken for an end. */
    private static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int colon = text.indexOf(':', at);
            int end = colon + 1 + Integer.parseInt(text.substring(at, colon));
            fields.add(text.substring(colon + 1, end));
            at = end;
        }
        return fields;
    }

    private String purpose(String purpose) {
        return purpose + " " + browser;
    }

    /** {@return nothing of the browser} */
    @Override
    public String toString() {
        return "BrowserSeal";
    }
}
