package org.signaling.badnetwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.signaling.testing.Shell;

/**
 * Two network namespaces with two cables each: one to a switch where this process is, for the server, and one to another
 * switch, for the media of calls and for a TURN server. People reach one another over the second one alone. Needs root
 * and {@code iproute2}. For one thread.
 */
final class Cables implements AutoCloseable {

    /** What a cable is for. */
    enum Line {
        SERVER("10.97.1."), MEDIA("10.97.0.");

        private final String net;

        Line(String net) {
            this.net = net;
        }

        /** This process's address on it. */
        String here() {
            return net + "254";
        }

        private String there(int person) {
            return net + (person + 1);
        }

        private String device() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int PEOPLE = 2;
    /** To be the address of somebody who has gone elsewhere. */
    private static final int ELSEWHERE = 100;
    /** Milliseconds for which a neighbour counts as known, so that a cut line loses packets and refuses none. */
    private static final int KNOWN = 36_000_000;

    private final String prefix = "sb" + ProcessHandle.current().pid();
    private final List<String> undo = new ArrayList<>();
    private final int[] moves = new int[PEOPLE];
    private final Set<String> slowed = new TreeSet<>();

    /** Lays them; they are gone when this process ends, however that comes. */
    Cables() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        try {
            for (Line line : Line.values()) {
                lay(line);
            }
            for (int person = 0; person < PEOPLE; person++) {
                Shell.run("ip netns add " + name(person));
                undo.add("ip netns del " + name(person));
                Shell.run("ip -n " + name(person) + " link set lo up");
                for (Line line : Line.values()) {
                    lay(line, person);
                }
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void lay(Line line) {
        Shell.run("ip link add " + hub(line) + " type bridge");
        undo.add("ip link del " + hub(line));
        withoutIpv6(hub(line));
        Shell.run("ip addr add " + line.here() + "/24 dev " + hub(line));
        Shell.run("ip link set " + hub(line) + " up");
    }

    private void lay(Line line, int person) {
        Shell.run("ip link add " + port(line, person) + " type veth peer name " + line.device() + " netns "
                + name(person));
        undo.add("ip link del " + port(line, person));
        withoutIpv6(port(line, person));
        Shell.run("ip link set " + port(line, person) + " master " + hub(line) + " up");
        Shell.run("ip -n " + name(person) + " addr add " + line.there(person) + "/24 dev " + line.device());
        Shell.run("ip -n " + name(person) + " link set " + line.device() + " up");
        Shell.run("ip netns exec " + name(person) + " sysctl -qw net.ipv4.neigh." + line.device()
                + ".base_reachable_time_ms=" + KNOWN);
        isolate(line, person, line == Line.SERVER);
    }

    /** Its addresses would be this machine's, and a server that another test starts meanwhile might be known by them. */
    private static void withoutIpv6(String device) {
        Shell.run("sysctl -qw net.ipv6.conf." + device + ".disable_ipv6=1");
    }

    private String name(int person) {
        return prefix + "-" + person;
    }

    private String hub(Line line) {
        return prefix + line.device().charAt(0);
    }

    private String port(Line line, int person) {
        return hub(line) + person;
    }

    private void isolate(Line line, int person, boolean isolated) {
        Shell.run("bridge link set dev " + port(line, person) + " isolated " + (isolated ? "on" : "off"));
    }

    /**
     * What runs a program in somebody's namespace.
     *
     * @param directory for the script
     * @return takes the program's arguments
     */
    Path runs(int person, Path program, Path directory) {
        try {
            Path script = Files.writeString(directory.resolve("run-" + person),
                    "#!/bin/sh\nexec ip netns exec " + name(person) + " " + program + " \"$@\"\n");
            return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loses all of somebody's packets, in both directions, while the cable looks well. */
    void block(int person, Line line) {
        Shell.run("bridge link set dev " + port(line, person) + " state 0");
    }

    /** Undoes {@link #block}. */
    void free(int person, Line line) {
        Shell.run("bridge link set dev " + port(line, person) + " state 3");
    }

    /** Lets media travel by the TURN server alone, or directly again. */
    void keepApart(boolean apart) {
        for (int person = 0; person < PEOPLE; person++) {
            isolate(Line.MEDIA, person, apart);
        }
    }

    /** Gives somebody another address for media in place of the one before, as another network does. */
    void move(int person) {
        moves[person]++;
        String in = "ip -n " + name(person) + " addr ";
        String address = Line.MEDIA.net + (person + 1 + ELSEWHERE * (moves[person] % 2));
        Shell.run(in + "flush dev " + Line.MEDIA.device());
        Shell.run(in + "add " + address + "/24 dev " + Line.MEDIA.device());
    }

    /** Takes somebody's cables out, which the computer notices, or puts them in again. */
    void plug(int person, boolean in) {
        for (Line line : Line.values()) {
            Shell.run("ip -n " + name(person) + " link set " + line.device() + (in ? " up" : " down"));
        }
    }

    /** Has somebody's cable carry so many kilobits a second, in each direction. */
    void slow(int person, Line line, int kilobits) {
        for (String end : List.of("tc qdisc %s dev " + port(line, person),
                "tc -n " + name(person) + " qdisc %s dev " + line.device())) {
            Shell.run(String.format(end, "replace") + " root tbf rate " + kilobits + "kbit burst 2kb latency 10s");
            slowed.add(end);
        }
    }

    /** Undoes all that was done to cables and programs; whoever has gone elsewhere stays there. */
    void mend() {
        keepApart(false);
        for (int person = 0; person < PEOPLE; person++) {
            freeze(person, false);
            plug(person, true);
            for (Line line : Line.values()) {
                free(person, line);
            }
        }
        slowed.forEach(end -> Shell.run(String.format(end, "del") + " root"));
        slowed.clear();
    }

    /** Has every program in somebody's namespace stand still, as in a laptop that is closed, or go on. */
    void freeze(int person, boolean frozen) {
        Shell.run("ip netns pids " + name(person)).lines().forEach(pid -> {
            Shell.run("kill -" + (frozen ? "STOP " : "CONT ") + pid);
        });
    }

    @Override
    public synchronized void close() {
        // the last first
        for (int i = undo.size() - 1; i >= 0; i--) {
            Shell.run(undo.remove(i));
        }
    }
}
