package org.signaling.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The IP addresses that begin with the same bits (CIDR, RFC 4632). Immutable, for all threads.
 *
 * @param first the first address of the range; never null
 * @param bits how many bits all of them share with it
 */
public record AddressRange(InetAddress first, int bits) {

    private static final Pattern V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    /**
     * Reads an address, and never asks a name server.
     *
     * @param text digits as in {@code 192.0.2.1} or {@code 2001:db8::1}; not null
     * @return the address; empty if the text is none; never null
     */
    public static Optional<InetAddress> address(String text) {
        if (!V4.matcher(text).matches() && !V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** An address alone, or with a slash and a number of bits behind; empty if it is neither. */
    static Optional<AddressRange> parse(String text) {
        String[] parts = text.split("/", -1);
        Optional<InetAddress> first = address(parts[0]);
        int all = first.map(address -> address.getAddress().length * Byte.SIZE).orElse(0);
        boolean ok = parts.length == 1 || parts.length == 2 && parts[1].matches("[0-9]{1,3}")
                && Integer.parseInt(parts[1]) <= all;
        return ok
                ? first.map(address -> new AddressRange(address, parts.length == 1 ? all : Integer.parseInt(parts[1])))
                : Optional.empty();
    }

    /**
     * {@return whether an address is in the range}
     *
     * @param address the address; not null
     */
    public boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        int bytes = bits / Byte.SIZE;
        if (mine.length != other.length || !Arrays.equals(mine, 0, bytes, other, 0, bytes)) {
            return false;
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || ((mine[bytes] ^ other[bytes]) & 0xFF) >> Byte.SIZE - rest == 0;
    }
}
