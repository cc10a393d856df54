package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;
import org.signaling.bench.client.Traffic;
import org.signaling.bench.client.Wire;

/**
 * Users in pairs write to each other at a steady rate, more than a server can take that is held to a part of a processor.
 * Somebody new knocks each second. What counts is the second half, when the server has had time to notice: how late
 * messages are, how many were answered with {@code too-fast}, and what became of the new ones.
 */
public final class Overload implements Scenario {

    @Override
    public Figures run(Rig rig) {
        Sizes sizes = rig.sizes();
        try (Loop loop = new Loop(rig.server().port())) {
            Arrivals arrivals = Arrivals.of(loop, rig.wire()::request, sizes.users(), sizes.inFlight());
            Quiet.await(loop, 2, 90);
            Load load = new Load(loop, rig, arrivals.sockets(), sizes.seconds());
            loop.run(load);
            return load.figures().put("not connected", arrivals.failed());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Load implements Traffic {
        private final Loop loop;
        private final Rig rig;
        private final Socket[] sockets;
        private final byte[][] messages;
        private final int[] marks;
        private final double gap;
        private final long begin;
        private final long half;
        private final long end;
        private final Histogram latency = new Histogram(TimeUnit.MINUTES.toNanos(5), 3);
        private long due;
        private long sent;
        private long tooFast;
        private int dropped;
        private int letIn;
        private int refused;
        private int knocked;

        Load(Loop loop, Rig rig, Socket[] sockets, int seconds) {
            Sizes sizes = rig.sizes();
            this.loop = loop;
            this.rig = rig;
            this.sockets = sockets;
            messages = new byte[sizes.senders()][];
            marks = new int[sizes.senders()];
            for (int user = 0; user < messages.length; user++) {
                messages[user] = rig.wire().message(user ^ 1, sizes.bytes());
                marks[user] = Wire.mark(messages[user], 0, messages[user].length);
            }
            gap = 1e9 / (messages.length * sizes.rate());
            begin = System.nanoTime();
            end = begin + TimeUnit.SECONDS.toNanos(seconds);
            half = begin + (end - begin) / 2;
        }

        @Override
        public long tick(long now) {
            long next;
            while ((next = begin + (long) (due * gap)) <= now && next < end) {
                send((int) (due++ % messages.length), now);
            }
            if (now - begin >= TimeUnit.SECONDS.toNanos(knocked)) {
                knocked++;
                loop.connect(sockets.length, rig.wire().request(sockets.length));
            }
            return now >= end ? -1 : Math.max(0, next - now);
        }

        private void send(int user, long now) {
            if (sockets[user].open()) {
                Wire.stamp(messages[user], marks[user], now, 0);
                loop.send(sockets[user], messages[user]);
                sent++;
            }
        }

        @Override
        public void opened(Socket socket, long now) {
            if (now > half) {
                letIn++;
            }
            loop.close(socket);
        }

        @Override
        public void text(Socket socket, byte[] bytes, int from, int to, long now) {
            int mark = Wire.mark(bytes, from, to);
            if (mark >= 0 && now > half) {
                latency.recordValue(Math.min(now - Wire.time(bytes, mark), latency.getHighestTrackableValue()));
            } else if (mark < 0 && now > half
                    && new String(bytes, from, to - from, StandardCharsets.ISO_8859_1).contains("\"too-fast\"")) {
                tooFast++;
            }
        }

        @Override
        public void closed(Socket socket, long now) {
            if (socket.user() < sockets.length) {
                dropped++;
            } else if (now > half && String.valueOf(socket.failure()).contains(" 503")) {
                refused++;
            }
        }

        Figures figures() {
            double seconds = (end - half) / 1e9;
            return new Figures().put("messages/s", sent / ((end - begin) / 1e9)).latency(latency)
                    .put("arrived/s", latency.getTotalCount() / seconds).put("too-fast/s", tooFast / seconds)
                    .put("new ones let in", letIn).put("new ones refused", refused).put("dropped", dropped);
        }
    }
}
