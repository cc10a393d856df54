package org.signaling.faults;

import java.util.ArrayList;
import java.util.List;
import org.signaling.testing.Shell;

/**
 * Network namespaces, one for each server, with two cables each: one to a switch where the servers meet, and one to this
 * process, whose clients are not disturbed by what happens at the switch. Needs root, {@code iproute2} and
 * {@code iptables}.
 */
final class Network implements AutoCloseable {

    private static final String NET = "10.98.";

    private final String prefix = "sg" + ProcessHandle.current().pid();
    private final List<String> namespaces = new ArrayList<>();

    /** Lays the cables for so many servers. */
    Network(int servers) {
        add("x");
        Shell.run("ip -n " + name("x") + " link add br0 type bridge");
        Shell.run("ip -n " + name("x") + " link set br0 up");
        for (int i = 0; i < servers; i++) {
            String server = add("" + i);
            Shell.run("ip -n " + server + " link set lo up");
            Shell.run("ip link add c0 netns " + server + " type veth peer name p" + i + " netns " + name("x"));
            Shell.run("ip -n " + server + " addr add " + inside(i) + "/24 dev c0");
            Shell.run("ip -n " + server + " link set c0 up");
            Shell.run("ip -n " + name("x") + " link set p" + i + " master br0");
            Shell.run("ip -n " + name("x") + " link set p" + i + " up");
            Shell.run("ip link add " + prefix + i + " type veth peer name m0 netns " + server);
            Shell.run("ip addr add " + here(i) + "/30 dev " + prefix + i);
            Shell.run("ip link set " + prefix + i + " up");
            Shell.run("ip -n " + server + " addr add " + outside(i) + "/30 dev m0");
            Shell.run("ip -n " + server + " link set m0 up");
        }
    }

    private String add(String name) {
        Shell.run("ip netns add " + name(name));
        namespaces.add(name(name));
        return name(name);
    }

    private String name(String name) {
        return prefix + "-" + name;
    }

    /** What runs a command in a server's namespace. */
    List<String> in(int server) {
        return List.of("ip", "netns", "exec", name("" + server));
    }

    /** A server's address for the other servers. */
    static String inside(int server) {
        return NET + "0." + (server + 1);
    }

    /** A server's address for this process. */
    static String outside(int server) {
        return NET + (server + 1) + ".2";
    }

    /** This process's address for a server. */
    static String here(int server) {
        return NET + (server + 1) + ".1";
    }

    /** Pulls a server's cable at the switch. */
    void cut(int server) {
        Shell.run("ip -n " + name("x") + " link set p" + server + " down");
    }

    /** Lets a server send but not receive. */
    void deafen(int server) {
        Shell.run("ip netns exec " + name("" + server) + " iptables -A INPUT -i c0 -j DROP");
    }

    /** Lets a server receive but not send. */
    void silence(int server) {
        Shell.run("ip netns exec " + name("" + server) + " iptables -A OUTPUT -o c0 -j DROP");
    }

    /** Ends a server's connections to the others. */
    void reset(int server) {
        Shell.run("ip netns exec " + name("" + server) + " ss -K src " + inside(server));
    }

    /** Whether a server has begun to wait for the others. */
    boolean listens(int server) {
        return !Shell.run("ip netns exec " + name("" + server) + " ss -Hltn sport = :7800").isBlank();
    }

    /** Undoes {@link #cut}, {@link #deafen} and {@link #silence}. */
    void heal(int server) {
        Shell.run("ip -n " + name("x") + " link set p" + server + " up");
        Shell.run("ip netns exec " + name("" + server) + " iptables -F INPUT");
        Shell.run("ip netns exec " + name("" + server) + " iptables -F OUTPUT");
    }

    @Override
    public void close() {
        // the cables go with the namespaces
        namespaces.forEach(namespace -> Shell.run("ip netns del " + namespace));
    }
}
