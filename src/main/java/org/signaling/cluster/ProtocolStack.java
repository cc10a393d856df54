package org.signaling.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.jgroups.conf.ProtocolConfiguration;
import org.jgroups.conf.ProtocolStackConfigurator;
import org.jgroups.conf.XmlConfigurator;
import org.jgroups.protocols.Discovery;
import org.signaling.settings.ClusterSettings;
import org.signaling.settings.ClusterTls;

/** The protocol stack of JGroups: the file in the WAR, or the operator's, with what the settings say. */
final class ProtocolStack {

    private static final String FILE = "/signaling-cluster.xml";

    private ProtocolStack() {
    }

    /**
     * {@return the stack; never null}
     *
     * @param settings the addresses, ports and keys; not null
     * @throws IOException if the file cannot be read
     */
    static ProtocolStackConfigurator of(ClusterSettings settings) throws IOException {
        ProtocolStackConfigurator stack;
        try (InputStream file = settings.stack().isPresent()
                ? Files.newInputStream(settings.stack().get())
                : ProtocolStack.class.getResourceAsStream(FILE)) {
            stack = XmlConfigurator.getInstance(file);
        }
        List<ProtocolConfiguration> protocols = stack.getProtocolStack();
        Map<String, String> transport = protocols.get(0).getProperties();
        transport.put("bind_addr", settings.bindAddress());
        transport.put("bind_port", Integer.toString(settings.bindPort()));
        // its own sockets would else be at an address that JGroups chooses
        protocols.stream().filter(protocol -> protocol.getProtocolName().startsWith("FD_SOCK"))
                .forEach(protocol -> protocol.getProperties().put("bind_addr", settings.bindAddress()));
        settings.tls().ifPresent(tls -> encrypt(transport, tls));
        if (protocols.stream().noneMatch(ProtocolStack::isDiscovery)) {
            protocols.add(1, discovery(settings));
        }
        return stack;
    }

    private static void encrypt(Map<String, String> transport, ClusterTls tls) {
        transport.put("tls.enabled", "true");
        transport.put("tls.client_auth", "NEED");
        transport.put("tls.keystore_path", tls.keyStore().toString());
        transport.put("tls.keystore_password", tls.keyStorePassword().value());
        transport.put("tls.truststore_path", tls.trustStore().toString());
        transport.put("tls.truststore_password", tls.trustStorePassword().value());
    }

    private static boolean isDiscovery(ProtocolConfiguration protocol) {
        try {
            return Discovery.class.isAssignableFrom(protocol.loadProtocolClass(ProtocolStack.class));
        } catch (Exception e) {
            // a name that JGroups does not know: it will say so itself
            return false;
        }
    }

    private static ProtocolConfiguration discovery(ClusterSettings settings) {
        return switch (settings.discovery()) {
            case HOSTS -> new ProtocolConfiguration("TCPPING",
                    Map.of("initial_hosts", hosts(settings), "port_range", "0"));
            case DNS -> new ProtocolConfiguration("dns.DNS_PING", Map.of("dns_query", settings.dns().orElseThrow()));
            case MULTICAST -> new ProtocolConfiguration("MPING", Map.of("bind_addr", settings.bindAddress()));
        };
    }

    /** As JGroups writes them: {@code a.example[7800],b.example[7800]}. */
    private static String hosts(ClusterSettings settings) {
        return String.join(",", settings.hosts().stream().map(host -> {
            int colon = host.lastIndexOf(':');
            boolean port = colon > host.lastIndexOf(']');
            return (port ? host.substring(0, colon) : host).replaceAll("[\\[\\]]", "") + "["
                    + (port ? host.substring(colon + 1) : settings.bindPort()) + "]";
        }).toList());
    }
}
