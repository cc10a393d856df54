package org.signaling.handshake;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.signaling.message.LogText;
import org.signaling.settings.AddressRange;
import org.signaling.settings.ProxySettings;
import org.signaling.settings.ProxySettings.Header;

/**
 * Tells where requests come from. Only proxies that the settings name are believed; what stands in the header is read
 * from its end on, where they write, up to the first address that is none of theirs. For all threads.
 */
final class ClientAddresses {

    private static final Logger LOG = System.getLogger(ClientAddresses.class.getName());
    private static final int MAX_LOGGED = 64;
    /** RFC 7239, section 4: the value may stand in quotation marks. */
    private static final Pattern FOR = Pattern.compile("(?i)(?:^|;)\\s*for\\s*=\\s*(?:\"([^\"]*)\"|([^;\\s]*))");
    /** An address with or without a port; IPv6 with a port, or in RFC 7239, stands in brackets. */
    private static final Pattern NODE = Pattern.compile(
            "\\[([^\\]]+)\\](?::[0-9]+)?|([0-9.]+)(?::[0-9]+)?|([0-9A-Fa-f:.]+)");

    private final ProxySettings proxies;
    private final AtomicBoolean warned = new AtomicBoolean();

    /**
     * @param proxies whom to believe; not null
     */
    ClientAddresses(ProxySettings proxies) {
        this.proxies = proxies;
    }

    /**
     * Tells where a request comes from.
     *
     * @param peer the other end of its TCP connection, as digits; may be null
     * @param headers all values of the header of a name; not null
     * @return the client's address; never null
     */
    ClientAddress of(String peer, Function<String, List<String>> headers) {
        Optional<InetAddress> address = AddressRange.address(peer == null ? "" : withoutZone(peer));
        if (address.isEmpty()) {
            return ClientAddress.UNKNOWN;
        }
        if (trusted(address.get())) {
            return ClientAddress.of(client(address.get(), headers));
        }
        if (proxies.trusted().isEmpty() && isNear(address.get()) && cameAlong(headers)) {
            warn(address.get());
            return new ClientAddress(address.get().getHostAddress(), null);
        }
        return ClientAddress.of(address.get());
    }

    /** RFC 4007, section 11. */
    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private boolean trusted(InetAddress address) {
        return proxies.trusted().stream().anyMatch(range -> range.contains(address));
    }

    private InetAddress client(InetAddress proxy, Function<String, List<String>> headers) {
        InetAddress client = proxy;
        for (String node : nodes(headers)) {
            Optional<InetAddress> next = address(node);
            if (next.isEmpty()) {
                return client;
            }
            client = next.get();
            if (!trusted(client)) {
                return client;
            }
        }
        return client;
    }

    /** What the proxies wrote, the last one first. */
    private List<String> nodes(Function<String, List<String>> headers) {
        boolean standard = proxies.header() == Header.FORWARDED;
        List<String> nodes = new ArrayList<>();
        for (String value : headers.apply(standard ? "Forwarded" : "X-Forwarded-For")) {
            for (String element : value.split(",", -1)) {
                nodes.add(standard ? forParameter(element) : element.strip());
            }
        }
        Collections.reverse(nodes);
        return nodes;
    }

    private static String forParameter(String element) {
        Matcher found = FOR.matcher(element);
        return !found.find() ? "" : found.group(1) != null ? found.group(1) : found.group(2);
    }

    private static Optional<InetAddress> address(String node) {
        Matcher matcher = NODE.matcher(node);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String digits = matcher.group(1) != null
                ? matcher.group(1)
                : matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
        return AddressRange.address(digits);
    }

    /** Of this machine or of a private network (RFC 1918, RFC 4193). */
    private static boolean isNear(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC;
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress()
                || uniqueLocal;
    }

    private static boolean cameAlong(Function<String, List<String>> headers) {
        return !headers.apply("X-Forwarded-For").isEmpty() || !headers.apply("Forwarded").isEmpty();
    }

    /** A proxy that nobody told of must not have all its users taken for one. */
    private void warn(InetAddress proxy) {
        if (warned.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, () -> "requests come through a proxy at "
                    + LogText.clean(proxy.getHostAddress(), MAX_LOGGED)
                    + " that signaling.proxies does not name, so clients are not limited by their address");
        }
    }
}
