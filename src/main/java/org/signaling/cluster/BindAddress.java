package org.signaling.cluster;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jgroups.JChannel;
import org.signaling.settings.ClusterSettings;

/**
 * Makes the channel at the address that the settings name, or not at all: JGroups takes another one without a word. Above
 * all on Payara, which sets {@code java.net.preferIPv4Stack} when the JVM has long decided otherwise: then JGroups alone
 * believes it, and takes 127.0.0.1 for any address of IPv6.
 */
final class BindAddress {

    private static final String IPV4_ALONE = "java.net.preferIPv4Stack";
    /** What JGroups understands besides addresses. */
    private static final Pattern WORD = Pattern
            .compile("(?i)site_local|link_local|global|non_loopback|loopback|(match-|custom:).*");

    private BindAddress() {
    }

    /**
     * {@return a channel that is not connected yet; never null}
     *
     * @param settings the address and all else; not null
     * @throws Exception what JGroups throws, or a sentence if it would bind another address
     */
    static JChannel channel(ClusterSettings settings) throws Exception {
        Optional<InetAddress> named = named(settings.bindAddress());
        JChannel channel = named.isPresent() && named.get() instanceof Inet6Address
                ? withIpv6(settings)
                : new JChannel(ProtocolStack.of(settings));
        InetAddress bound = channel.getProtocolStack().getTransport().getBindAddress();
        boolean right = named.map(address -> address.equals(bound)).orElseGet(() -> bound != null
                && (!bound.isLoopbackAddress() || settings.bindAddress().equalsIgnoreCase("loopback")));
        if (!right) {
            channel.close();
            throw new IOException("it is none of this machine's addresses, or not one that can be used here, and "
                    + bound + " would be taken in its place; this machine has " + own());
        }
        return channel;
    }

    /** JGroups asks once, when it is loaded; the JVM's own sockets were decided before anything could be set. */
    private static JChannel withIpv6(ClusterSettings settings) throws Exception {
        String before = System.getProperty(IPV4_ALONE);
        System.setProperty(IPV4_ALONE, "false");
        try {
            return new JChannel(ProtocolStack.of(settings));
        } finally {
            if (before == null) {
                System.clearProperty(IPV4_ALONE);
            } else {
                System.setProperty(IPV4_ALONE, before);
            }
        }
    }

    private static Optional<InetAddress> named(String address) throws UnknownHostException {
        return WORD.matcher(address).matches() ? Optional.empty() : Optional.of(InetAddress.getByName(address));
    }

    private static String own() throws IOException {
        return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .map(InetAddress::getHostAddress).sorted().collect(Collectors.joining(", "));
    }
}
