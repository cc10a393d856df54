package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;
import org.signaling.bench.client.Traffic;
import org.signaling.bench.client.Wire;
import org.signaling.bench.server.Server;

/**
 * Users in pairs, each of the senders writing to its partner at a steady rate, whatever comes back. Checks that nothing
 * is lost, that the order is kept, and how far apart messages reach a receiver.
 */
public final class PacedPairs implements Scenario {

    @Override
    public Figures run(Rig rig) {
        Sizes sizes = rig.sizes();
        try (Loop loop = new Loop(rig.server().port())) {
            Arrivals arrivals = Arrivals.of(loop, rig.wire()::request, sizes.users(), sizes.inFlight());
            Quiet.await(loop, 2, 90);
            // a server that has just started falls behind; what it owes then is not counted
            loop.run(new Load(loop, rig, arrivals.sockets(), sizes.warmup()));
            Load load = new Load(loop, rig, arrivals.sockets(), sizes.seconds());
            loop.run(load);
            return load.figures().put("not connected", arrivals.failed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The load and its bookkeeping. */
    static final class Load implements Traffic {
        private static final long GRACE = TimeUnit.SECONDS.toNanos(10);
        /** The server's pace, less the milliseconds that two busy processors may blur. */
        private static final double TOO_CLOSE_MS = 90;

        private final Loop loop;
        private final Server server;
        private final Socket[] sockets;
        private final byte[][] messages;
        private final int[] marks;
        private final int senders;
        private final int[] sentNumbers;
        private final int[] receivedNumbers;
        private final long[] lastArrival;
        private final double gap;
        private final long begin;
        private final long end;
        private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
        private final Histogram spacing = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
        private final Histogram lateness = new Histogram(TimeUnit.MINUTES.toNanos(2), 3);
        private final Map<String, Integer> closings = new TreeMap<>();
        private long due;
        private long sent;
        private long received;
        private long lastReceived;
        private long disordered;
        private long others;
        private long tooClose;
        private final long cpu;
        private long cpuEnd;

        Load(Loop loop, Rig rig, Socket[] sockets, int seconds) {
            Sizes sizes = rig.sizes();
            this.loop = loop;
            this.server = rig.server();
            this.sockets = sockets;
            senders = sizes.senders();
            messages = new byte[senders][];
            marks = new int[senders];
            for (int user = 0; user < senders; user++) {
                messages[user] = rig.wire().message(user ^ 1, sizes.bytes());
                marks[user] = Wire.mark(messages[user], 0, messages[user].length);
            }
            sentNumbers = new int[senders];
            receivedNumbers = new int[senders];
            lastArrival = new long[senders];
            gap = 1e9 / (senders * sizes.rate());
            begin = System.nanoTime();
            end = begin + TimeUnit.SECONDS.toNanos(seconds);
            cpu = server.cpuMicros();
            lastReceived = begin;
        }

        @Override
        public long tick(long now) {
            long next;
            while ((next = begin + (long) (due * gap)) <= now && next < end) {
                send((int) (due % senders), now, now - next);
                due++;
            }
            if (next < end) {
                return next - now;
            }
            if (received < sent && now - Math.max(lastReceived, end) < GRACE) {
                return 5_000_000;
            }
            cpuEnd = server.cpuMicros();
            return -1;
        }

        private void send(int user, long now, long late) {
            Socket socket = sockets[user];
            if (socket.open() && sockets[user ^ 1].open()) {
                Wire.stamp(messages[user], marks[user], now, sentNumbers[user]++);
                loop.send(socket, messages[user]);
                sent++;
                lateness.recordValue(late);
            }
        }

        @Override
        public void text(Socket socket, byte[] bytes, int from, int to, long now) {
            int mark = Wire.mark(bytes, from, to);
            int user = socket.user();
            if (mark < 0 || user >= senders) {
                others++;
                return;
            }
            long time = Wire.time(bytes, mark);
            if (time < begin) {
                return;
            }
            received++;
            lastReceived = now;
            latency.recordValue(Math.min(now - time, latency.getHighestTrackableValue()));
            if (lastArrival[user] != 0) {
                long apart = Math.min(now - lastArrival[user], spacing.getHighestTrackableValue());
                spacing.recordValue(apart);
                tooClose += apart < TOO_CLOSE_MS * 1e6 ? 1 : 0;
            }
            lastArrival[user] = now;
            int number = Wire.number(bytes, mark);
            if (number != receivedNumbers[user]) {
                disordered++;
            }
            receivedNumbers[user] = number + 1;
        }

        @Override
        public void closed(Socket socket, long now) {
            closings.merge(String.valueOf(socket.failure()), 1, Integer::sum);
        }

        /** {@return how late messages were, in nanoseconds} */
        Histogram latency() {
            return latency;
        }

        Figures figures() {
            if (!closings.isEmpty()) {
                System.err.println("connections dropped: " + closings);
            }
            return new Figures().put("messages/s", sent / ((end - begin) / 1e9))
                    .put("CPU µs/message", (cpuEnd - cpu) / (double) Math.max(1, sent)).latency(latency)
                    .put("lost", sent - received).put("out of order", disordered)
                    .put("closer than 90 ms", tooClose).put("least apart ms", spacing.getMinValue() / 1e6)
                    .put("apart p1 ms", spacing.getValueAtPercentile(1) / 1e6)
                    .put("apart p99 ms", spacing.getValueAtPercentile(99) / 1e6)
                    .put("dropped", closings.values().stream().mapToInt(Integer::intValue).sum())
                    .put("other frames", others).put("load late p99 ms", lateness.getValueAtPercentile(99) / 1e6);
        }
    }
}
