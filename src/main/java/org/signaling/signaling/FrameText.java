package org.signaling.signaling;

import org.signaling.handshake.HandshakeConfigurator;

/**
 * Collects the parts of one text message and counts its bytes on the way, because not every container enforces a limit
 * on messages that come in several parts. For one connection, whose parts come one after the other.
 */
final class FrameText {

    private static final int MOST_BYTES_OF_A_CHAR = 3;

    private final int maxBytes;
    private StringBuilder parts;
    private int bytes;
    /** At least so many bytes have come of the message, those that are forgotten and those of no text among them. */
    private long received;

    /**
     * @param maxBytes how many UTF-8 bytes a message may have
     */
    FrameText(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Adds a part.
     *
     * @param part the text; not null
     */
    void add(String part) {
        received += part.length();
        if (!tooLarge()) {
            bytes += utf8Length(part);
            if (tooLarge()) {
                parts = null;
            } else if (parts == null) {
                parts = new StringBuilder(part);
            } else {
                parts.append(part);
            }
        }
    }

    /**
     * {@return whether a message that ends with this part is nothing else, as nearly all are, and so short that its bytes
     * need not be counted} Then it need not be added and taken either: each reference from an old object, as this one is
     * in a connection that lasts, to a new text is work for the collector.
     *
     * @param part the text; not null
     */
    boolean isWhole(String part) {
        return parts == null && !tooLarge() && part.length() <= maxBytes / MOST_BYTES_OF_A_CHAR;
    }

    /** {@return whether the message so far has more bytes than are allowed; its text is forgotten then} */
    boolean tooLarge() {
        return bytes > maxBytes;
    }

    /**
     * Counts bytes of a message that is no text.
     *
     * @param count how many
     */
    void skip(int count) {
        received += count;
    }

    /** {@return whether the message so far is so long that its end is not worth waiting for} */
    boolean farTooLarge() {
        return received > (long) maxBytes * HandshakeConfigurator.FAR_TOO_LARGE;
    }

    /** {@return the message; the next part begins another one} */
    String take() {
        String text = parts == null ? "" : parts.toString();
        parts = null;
        bytes = 0;
        received = 0;
        return text;
    }

    /** The number of UTF-8 bytes, but no more than one above the limit. */
    private int utf8Length(String text) {
        int length = text.length();
        int most = maxBytes + 1 - bytes;
        for (int i = 0; i < text.length() && length < most; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                // a surrogate pair has four bytes: two for each half
                length += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return Math.min(length, most);
    }
}
