package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jgroups.conf.ProtocolConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.signaling.testing.TestSettings;

class ProtocolStackTest {

    private static List<ProtocolConfiguration> stack(String... settings) throws IOException {
        return ProtocolStack.of(TestSettings.with(settings).cluster()).getProtocolStack();
    }

    @Test
    void hostsArePortsAndAddressesAsJGroupsWritesThem() throws IOException {
        List<ProtocolConfiguration> stack = stack("signaling.cluster", "jgroups", "signaling.cluster.bind-port", "7900",
                "signaling.cluster.bind-address", "10.0.0.7", "signaling.cluster.hosts", "a.example, [fd00::1]:7801");

        assertThat(stack.get(0).getProperties()).containsEntry("bind_addr", "10.0.0.7")
                .containsEntry("bind_port", "7900");
        assertThat(stack).filteredOn(protocol -> protocol.getProtocolName().equals("FD_SOCK2")).singleElement()
                .satisfies(watch -> assertThat(watch.getProperties()).containsEntry("bind_addr", "10.0.0.7"));
        assertThat(stack.get(1).getProtocolName()).isEqualTo("TCPPING");
        assertThat(stack.get(1).getProperties()).containsEntry("initial_hosts", "a.example[7900],fd00::1[7801]");
    }

    @Test
    void serversAreFoundByANameOrByACall() throws IOException {
        assertThat(stack("signaling.cluster", "jgroups", "signaling.cluster.discovery", "dns",
                "signaling.cluster.dns", "signaling.default.svc").get(1).getProperties())
                .containsEntry("dns_query", "signaling.default.svc");
        assertThat(stack("signaling.cluster", "jgroups", "signaling.cluster.discovery", "multicast").get(1)
                .getProtocolName()).isEqualTo("MPING");
    }

    @Test
    void aStackOfOnesOwnKeepsItsDiscovery(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("stack.xml");
        Files.writeString(file, "<config xmlns=\"urn:org:jgroups\"><TCP/><MPING/><UNICAST3/></config>");

        assertThat(stack("signaling.cluster", "jgroups", "signaling.cluster.stack", file.toString(),
                "signaling.cluster.hosts", "a.example").stream().map(ProtocolConfiguration::getProtocolName))
                .containsExactly("TCP", "MPING", "UNICAST3");
    }
}
