package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jgroups.JChannel;
import org.junit.jupiter.api.Test;
import org.signaling.settings.ClusterSettings;
import org.signaling.testing.FreePort;
import org.signaling.testing.TestSettings;

/** What the cluster binds is what was named. */
class BindAddressTest {

    private static ClusterSettings at(String address, int port) {
        return TestSettings.with("signaling.cluster", "jgroups", "signaling.cluster.bind-address", address,
                "signaling.cluster.bind-port", Integer.toString(port), "signaling.cluster.hosts",
                "[::1]:" + port).cluster();
    }

    /** As on Payara: the property is set when the JVM has its sockets already. Prints the address that was bound. */
    public static void main(String[] arguments) throws Exception {
        assertThat(InetAddress.getByName("::1")).isInstanceOf(Inet6Address.class);
        new ServerSocket(0).close();
        System.setProperty("java.net.preferIPv4Stack", "true");
        try (JChannel channel = BindAddress.channel(at("::1", Integer.parseInt(arguments[0])))) {
            channel.connect("test");
            System.out.println("bound " + channel.getProtocolStack().getTransport().getBindAddress().getHostAddress()
                    + ", " + channel.getView().size() + " there, and still "
                    + System.getProperty("java.net.preferIPv4Stack"));
        }
    }

    @Test
    void anAddressOfIpv6IsBoundAlsoWhereThePropertyForIpv4IsSetLate() throws IOException, InterruptedException {
        assumeTrue(hasIpv6());
        Process process = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                BindAddressTest.class.getName(), Integer.toString(FreePort.any())).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(output).contains("bound 0:0:0:0:0:0:0:1, 1 there, and still true");
    }

    @Test
    void anAddressOfAnotherMachineStopsTheStartWithASentence() {
        JGroupsChannel channel = new JGroupsChannel(at("192.0.2.77", FreePort.any()));

        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> channel.connect(null))
                .withMessageStartingWith("the cluster signaling cannot be joined at 192.0.2.77, port ")
                .withMessageEndingWith("; look at signaling.cluster.bind-address, bind-port and stack");
    }

    private static boolean hasIpv6() throws SocketException, UnknownHostException {
        return NetworkInterface.getByInetAddress(InetAddress.getByName("::1")) != null;
    }
}
