package org.signaling.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.signaling.cluster.TestNetwork.TestChannel;
import org.signaling.message.Delivery;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;
import org.signaling.message.PendingMessage;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.settings.ClusterSettings;
import org.signaling.testing.TestSettings;

/** A server of a cluster, without sockets: its users take messages, and what happens to it is written down. */
final class TestNode implements Home {

    private final TestChannel channel;
    private final ClusterBus bus;
    private final Set<String> here = Collections.synchronizedSet(new LinkedHashSet<>());
    private final Set<String> online = Collections.synchronizedSet(new TreeSet<>());
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final List<String> returned = Collections.synchronizedList(new ArrayList<>());
    private final List<EndedSession> ends = Collections.synchronizedList(new ArrayList<>());
    private final List<PendingMessage> held = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean busy;
    private volatile boolean holding;

    /** On a network in memory; the test has it handle what comes in. */
    TestNode(TestNetwork network, String name, TestTime time, String... settings) {
        channel = network.channel(name);
        bus = new ClusterBus(TestSettings.with(settings).cluster(), this, channel, time);
        bus.join();
    }

    /** On JGroups. */
    TestNode(String... settings) {
        channel = null;
        ClusterSettings cluster = TestSettings.with(settings).cluster();
        bus = new ClusterBus(cluster, this, new JGroupsChannel(cluster), System::nanoTime);
        bus.start();
    }

    /** The sessions that another server had this one end. */
    List<EndedSession> ends() {
        return List.copyOf(ends);
    }

    static UserInfo user(String name) {
        return new UserInfo(new UserId("https://i", name), name);
    }

    /** What a token says of somebody in some group. */
    static Rights rights(String name, String group, long issued) {
        return new Rights(user(name), Set.of(group), issued, 0);
    }

    void came(String name) {
        came(rights(name, "staff", 0));
    }

    /** Comes with a token; returns what counts. */
    Rights came(Rights rights) {
        here.add(rights.user().username());
        return bus.came(rights);
    }

    void left(String name, boolean comesBack) {
        here.remove(name);
        bus.left(rights(name, "staff", 0), comesBack);
    }

    /** Sends a message of somebody here to somebody anywhere. */
    Delivery send(String target, String message) {
        PendingMessage pending = new PendingMessage() {
            @Override
            protected void undelivered(Delivery why) {
                returned.add(message + " " + why);
            }
        };
        Delivery here = deliver(user(target).id(), message, pending);
        Delivery outcome = bus.relay(user(target).id(), message, here, pending);
        if (outcome == Delivery.TAKEN) {
            pending.asked();
        }
        return outcome;
    }

    /** Leaves the messages that follow in the queue of their target's connection. */
    void holdMessages() {
        holding = true;
    }

    /** What was left in queues, in its order. */
    List<PendingMessage> held() {
        return held;
    }

    void busy(boolean isBusy) {
        busy = isBusy;
    }

    TestChannel channel() {
        return channel;
    }

    ClusterBus bus() {
        return bus;
    }

    /** Who is online, wherever. */
    List<String> online() {
        return List.copyOf(online);
    }

    /** Comings and goings since the last call. */
    List<String> takeEvents() {
        List<String> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    List<String> received() {
        return List.copyOf(received);
    }

    List<String> returned() {
        return List.copyOf(returned);
    }

    @Override
    public void online(Rights rights) {
        if (rights.groups().size() != 1) {
            throw new AssertionError("groups got lost: " + rights);
        }
        if (!online.add(rights.user().username())) {
            throw new AssertionError(rights + " came twice");
        }
        events.add("+" + rights.user().username());
    }

    @Override
    public void changed(Rights before, Rights rights) {
        if (!online.contains(rights.user().username())) {
            throw new AssertionError(rights + " is not online");
        }
        events.add("~" + rights.user().username() + before.groups() + rights.groups());
    }

    @Override
    public void offline(Rights rights) {
        if (!online.remove(rights.user().username())) {
            throw new AssertionError(rights + " left twice");
        }
        events.add("-" + rights.user().username());
    }

    @Override
    public void superseded(Rights before, Rights rights) {
        events.add("!" + rights.user().username() + before.groups() + rights.groups());
        if (here.contains(rights.user().username())) {
            bus.renewed(before, rights);
        }
    }

    @Override
    public Delivery deliver(UserId target, String frame, PendingMessage message) {
        if (!here.contains(target.subject())) {
            return Delivery.OFFLINE;
        }
        if (busy) {
            return Delivery.BUSY;
        }
        message.ask(1);
        received.add(target.subject() + ":" + frame);
        if (holding) {
            held.add(message);
        } else {
            message.arrived();
        }
        return Delivery.TAKEN;
    }

    @Override
    public void disconnect(UserId user, int closeCode, String reason) {
        events.add("x" + user.subject() + closeCode + reason);
    }

    @Override
    public void end(EndedSession ended) {
        if (!ends.contains(ended)) {
            ends.add(ended);
        }
    }

    @Override
    public List<EndedBucket> endedBuckets() {
        Map<Long, EndedBucket> buckets = new TreeMap<>();
        ends().forEach(ended -> buckets.merge(ended.bucket(),
                new EndedBucket(ended.bucket(), 1, ended.fingerprint()), (some, one) -> some.with(ended)));
        return List.copyOf(buckets.values());
    }

    @Override
    public List<EndedSession> ended(long bucket, EndedSession after, int max) {
        List<EndedSession> all = ends().stream().filter(ended -> ended.bucket() == bucket).toList();
        return all.stream().skip(all.indexOf(after) + 1).limit(max).toList();
    }

    /** Knows sessions without telling anybody. */
    void endAll(Collection<EndedSession> sessions) {
        Set<EndedSession> all = new LinkedHashSet<>(ends);
        all.addAll(sessions);
        ends.clear();
        ends.addAll(all);
    }

    /** Ends a session here and on all others, as the issuer told this server. */
    void endEverywhere(EndedSession ended) {
        end(ended);
        bus.end(ended);
    }
}
