package org.signaling.bench.client;

import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/**
 * How users of one kind of server connect and address each other.
 *
 * @param path the request's target, of a user's number
 * @param token the bearer token, of a user's number; null for none
 * @param before what a message to a user begins with, of the user's number
 * @param after what it ends with
 */
public record Wire(IntFunction<String> path, IntFunction<String> token, IntFunction<String> before, String after) {

    /** Marks where the load's own payload begins. */
    public static final char MARK = '#';
    private static final int STAMP = 1 + 16 + 8;

    /** This server: tokens, and users addressed by issuer and subject. */
    public static Wire signaling(String issuer, IntFunction<String> tokens) {
        return new Wire(user -> "/", tokens, user -> "{\"type\":\"bench\",\"target\":{\"issuer\":\"" + issuer
                + "\",\"subject\":\"u" + user + "\"},\"body\":\"", "\"}");
    }

    /** The bare relay. */
    public static Wire relay() {
        return new Wire(user -> "/?id=u" + user, null, user -> "u" + user + " ", "");
    }

    /** PeerJS. */
    public static Wire peerJs() {
        return new Wire(user -> "/peerjs?key=peerjs&id=u" + user + "&token=t" + user, null,
                user -> "{\"type\":\"OFFER\",\"dst\":\"u" + user + "\",\"payload\":\"", "\"}");
    }

    /** The upgrade request of a user. */
    public byte[] request(int user) {
        return request(user, "");
    }

    /** The upgrade request of a user who takes presence in numbered batches. */
    public byte[] batchesRequest(int user) {
        return request(user, "Sec-WebSocket-Protocol: signaling.presence.v1\r\n");
    }

    private byte[] request(int user, String headers) {
        String authorization = token == null ? "" : "Authorization: Bearer " + token.apply(user) + "\r\n";
        return ("GET " + path.apply(user) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + authorization + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A message to a user, of about a size, still to be stamped. */
    public byte[] message(int target, int size) {
        String begin = before.apply(target) + MARK;
        int padding = Math.max(STAMP - 1, size - begin.length() - after.length());
        return (begin + "x".repeat(padding) + after).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Writes time and number into a message. */
    public static void stamp(byte[] message, int mark, long time, int number) {
        hex(message, mark + 1, 16, time);
        hex(message, mark + 17, 8, number);
    }

    /** Where the payload begins; -1 where there is none. */
    public static int mark(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == MARK) {
                return i;
            }
        }
        return -1;
    }

    /** The time in a payload. */
    public static long time(byte[] bytes, int mark) {
        return parse(bytes, mark + 1, 16);
    }

    /** The number in a payload. */
    public static int number(byte[] bytes, int mark) {
        return (int) parse(bytes, mark + 17, 8);
    }

    private static void hex(byte[] bytes, int at, int digits, long value) {
        for (int i = digits - 1; i >= 0; i--) {
            bytes[at + i] = (byte) Character.forDigit((int) (value >>> 4 * (digits - 1 - i)) & 15, 16);
        }
    }

    private static long parse(byte[] bytes, int at, int digits) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            value = value << 4 | Character.digit(bytes[at + i], 16);
        }
        return value;
    }
}
