package org.signaling.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * The proxies in front of this server, which say where a request comes from.
 *
 * @param trusted their addresses; empty where clients reach this server themselves
 * @param header the header that they write the client's address into
 */
public record ProxySettings(List<AddressRange> trusted, Header header) {

    /** A header that names the addresses that a request came along. */
    public enum Header {
        /** By custom: the addresses, separated by commas. */
        X_FORWARDED_FOR,
        /** RFC 7239. */
        FORWARDED
    }

    static ProxySettings read(SettingsReader reader) {
        List<AddressRange> trusted = new ArrayList<>();
        for (String text : reader.list("signaling.proxies")) {
            AddressRange.parse(text).ifPresentOrElse(trusted::add, () -> reader.problem("signaling.proxies=" + text
                    + " is no address; write it like 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32"));
        }
        return new ProxySettings(List.copyOf(trusted), reader.choice("signaling.proxy-header", Header.X_FORWARDED_FOR));
    }
}
