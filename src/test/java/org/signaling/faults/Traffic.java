package org.signaling.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.signaling.testing.SocketClient;
import org.signaling.testing.SocketClient.Frame;
import org.signaling.testing.TestUser;

/**
 * Messages from senders to receivers at a steady rate, and what became of each one, by the logs of both sides. Every
 * message says in its type and {@code id} which one it is.
 */
final class Traffic implements AutoCloseable {

    /** A user with a connection. */
    record Party(TestUser user, SocketClient client) {
    }

    /**
     * What became of all messages.
     *
     * @param sent how many were sent
     * @param received how many arrived
     * @param refused how many were answered with an error
     * @param lost neither arrived nor answered
     * @param doubled arrived twice
     * @param both arrived, and answered with an error all the same
     * @param reordered arrived after a later one of the same sender for the same receiver
     */
    record Verdict(int sent, int received, int refused, int lost, int doubled, int both, int reordered) {
    }

    private final List<Party> senders;
    private final List<Party> receivers;
    private final Set<Integer> sent = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private final Thread thread;
    private volatile boolean ended;

    /** Begins to send so many messages a second. */
    Traffic(List<Party> senders, List<Party> receivers, int rate) {
        this.senders = senders;
        this.receivers = receivers;
        thread = new Thread(() -> send(rate), "traffic");
        thread.start();
    }

    private void send(int rate) {
        long started = System.nanoTime();
        while (!ended) {
            int due = (int) ((System.nanoTime() - started) / 1e9 * rate);
            while (next.get() < due && !ended) {
                int number = next.getAndIncrement();
                // each receiver hears from one sender only, so that its order can be judged
                int receiver = number % receivers.size();
                Party from = senders.get(receiver % senders.size());
                TestUser to = receivers.get(receiver).user();
                from.client().send("{\"type\":\"m" + number + "\",\"target\":" + to.id() + ",\"id\":" + number
                        + ",\"body\":\"" + "x".repeat(400) + "\"}");
                sent.add(number);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Sends no more, waits until nothing more arrives, and judges. */
    Verdict end() throws InterruptedException {
        ended = true;
        thread.join();
        int before = -1;
        for (int now = count(); now != before; now = count()) {
            before = now;
            Thread.sleep(3_000);
        }
        return judge();
    }

    private int count() {
        int all = 0;
        for (List<Party> side : List.of(senders, receivers)) {
            for (Party party : side) {
                all += party.client().received().size();
            }
        }
        return all;
    }

    private Verdict judge() {
        Map<Integer, Integer> arrivals = new HashMap<>();
        int reordered = 0;
        for (Party receiver : receivers) {
            int last = -1;
            for (Frame frame : receiver.client().received()) {
                if (frame.type().matches("m[0-9]+")) {
                    int number = Integer.parseInt(frame.type().substring(1));
                    arrivals.merge(number, 1, Integer::sum);
                    reordered += number < last ? 1 : 0;
                    last = Math.max(last, number);
                }
            }
        }
        Set<Integer> refused = ConcurrentHashMap.newKeySet();
        for (Party sender : senders) {
            for (Frame frame : sender.client().received()) {
                if (frame.type().equals("error")) {
                    JsonNode id = frame.json().path("body").path("request").path("id");
                    refused.add(id.asInt(-1));
                }
            }
        }
        List<Integer> lost = new ArrayList<>(sent);
        lost.removeIf(number -> arrivals.containsKey(number) || refused.contains(number));
        return new Verdict(sent.size(), arrivals.size(), refused.size(), lost.size(),
                (int) arrivals.values().stream().filter(count -> count > 1).count(),
                (int) refused.stream().filter(arrivals::containsKey).count(), reordered);
    }

    @Override
    public void close() {
        ended = true;
    }
}
