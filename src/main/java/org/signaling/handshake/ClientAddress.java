package org.signaling.handshake;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;

/**
 * Where a request comes from.
 *
 * @param text for the log; never null
 * @param key what counts as one client: an IPv4 address, or the first 64 bits of an IPv6 address, because who has one
 *        such address has them all; null where the client's address is not known
 */
public record ClientAddress(String text, String key) {

    /** Of a request that does not say it. */
    static final ClientAddress UNKNOWN = new ClientAddress("-", null);

    private static final int SUBNET_BYTES = 8;

    static ClientAddress of(InetAddress address) {
        String text = address.getHostAddress();
        return new ClientAddress(text, address instanceof Inet4Address
                ? text
                : HexFormat.of().formatHex(address.getAddress(), 0, SUBNET_BYTES));
    }
}
