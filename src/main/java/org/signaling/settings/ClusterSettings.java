package org.signaling.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether this server is one of several that look like one, and how they find each other; {@code signaling.cluster.*}.
 *
 * @param mode alone, or with others
 * @param name the cluster's name: servers of different names do not meet
 * @param bindAddress an address of this machine, or one of JGroups' words for one, such as {@code SITE_LOCAL}
 * @param bindPort where the other servers reach this one; the port 100 above it is for finding dead servers
 * @param discovery how the servers find each other
 * @param hosts all servers, as {@code host} or {@code host:port}; not empty where they are how servers are found
 * @param dns the name whose addresses are the servers'; present where that is how servers are found
 * @param tls the keys with which the servers prove themselves to each other; empty for none
 * @param stack a file to use in place of the protocol stack in the WAR; empty for that one
 * @param grace how long a user whose server stops has for coming back before the others see a going
 * @param maxMessages how many messages and events may wait for one other server
 * @param maxBytes how many bytes they may have together
 */
public record ClusterSettings(ClusterMode mode, String name, String bindAddress, int bindPort, Discovery discovery,
        List<String> hosts, Optional<String> dns, Optional<ClusterTls> tls, Optional<Path> stack, Duration grace,
        int maxMessages, int maxBytes) {

    private static final String PREFIX = "signaling.cluster.";
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?");

    /** How servers find each other. */
    public enum Discovery {
        /** The settings name all of them. */
        HOSTS,
        /** A name in the DNS has all their addresses, as a headless service of Kubernetes does. */
        DNS,
        /** They call out on their network. */
        MULTICAST
    }

    /** One server or several. */
    public enum ClusterMode {
        /** This server is alone. */
        NONE,
        /** Servers find and watch each other through JGroups. */
        JGROUPS
    }

    static ClusterSettings read(SettingsReader reader) {
        ClusterSettings settings = new ClusterSettings(
                reader.choice("signaling.cluster", ClusterMode.NONE),
                reader.text(PREFIX + "name").orElse("signaling"),
                reader.text(PREFIX + "bind-address").orElse("SITE_LOCAL"),
                reader.integer(PREFIX + "bind-port", 7_800, 1, 65_435),
                reader.choice(PREFIX + "discovery", Discovery.HOSTS),
                List.copyOf(reader.list(PREFIX + "hosts")),
                reader.text(PREFIX + "dns"),
                ClusterTls.read(reader),
                reader.text(PREFIX + "stack").map(Path::of),
                reader.seconds(PREFIX + "grace", 5, 0, 60),
                reader.integer(PREFIX + "queue.max-messages", 10_000, 100, 1_000_000),
                reader.integer(PREFIX + "queue.max-bytes", 16_777_216, 65_536, 1_073_741_824));
        if (settings.mode != ClusterMode.NONE) {
            settings.check(reader);
        }
        return settings;
    }

    private void check(SettingsReader reader) {
        if (discovery == Discovery.HOSTS && hosts.isEmpty()) {
            reader.problem(PREFIX + "hosts is missing: name all servers of the cluster, such as a.example,b.example,"
                    + " or set " + PREFIX + "discovery to dns or multicast");
        }
        if (discovery == Discovery.DNS && dns.isEmpty()) {
            reader.problem(PREFIX + "dns is missing: set it to the name whose addresses are the servers'");
        }
        for (String host : hosts) {
            if (!HOST.matcher(host).matches()) {
                reader.problem(
                        PREFIX + "hosts=" + host + " is not possible; write it like a.example or a.example:7800");
            }
        }
        stack.filter(file -> !Files.isReadable(file)).ifPresent(file -> reader.problem(
                PREFIX + "stack=" + file + " cannot be read; name a file with a protocol stack of JGroups"));
    }
}
