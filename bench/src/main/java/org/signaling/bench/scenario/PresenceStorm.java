package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;
import org.signaling.bench.client.Wire;

/**
 * Everybody joins within some seconds ({@code seconds}) and asks for the list, as clients do: one half with the messages
 * that every client understands, the other with numbered batches. Meanwhile the first {@code senders} write to each
 * other. How long until every client's list is the truth, how long the messages took, and what it cost.
 */
public final class PresenceStorm implements Scenario {

    private static final byte[] ASK = "{\"type\":\"userList\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ASK_BATCHES = "{\"type\":\"presence\"}".getBytes(StandardCharsets.US_ASCII);
    private static final long MOST = TimeUnit.MINUTES.toNanos(3);

    @Override
    public Figures run(Rig rig) {
        int users = rig.sizes().users();
        try (Loop loop = new Loop(rig.server().port())) {
            try (Loop few = new Loop(rig.server().port())) {
                Arrivals.of(few, rig.wire()::request, Math.min(100, users), 16);
                Quiet.await(few, 2, 30);
            }
            double heapBefore = rig.server().liveHeapBytes();
            long cpu = rig.server().cpuMicros();
            Joining joining = new Joining(loop, rig);
            loop.run(joining);
            return new Figures()
                    .put("CPU µs/user", (rig.server().cpuMicros() - cpu) / (double) users)
                    .put("all joined after s", joining.joined / 1e9)
                    .put("all lists right s later", (joining.right - joining.joined) / 1e9)
                    .put("clients with a wrong list", joining.wrong)
                    .put("frames/user", joining.frames() / (double) users)
                    .put("presence kB/user", joining.bytes() / 1_024.0 / users)
                    .put("heap MB over idle", (joining.heap.join() - heapBefore) / 1_048_576)
                    .latency(joining.latency).put("lost", joining.sent - joining.received)
                    .put("dropped", joining.dropped());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The crowd comes. */
    private static final class Joining extends Presence {
        private final Loop loop;
        private final Rig rig;
        private final int users;
        private final int senders;
        private final double gap;
        private final double messageGap;
        private final Socket[] sockets;
        private final byte[][] messages;
        private final long begin = System.nanoTime();
        private final BitSet everybody = new BitSet();
        private final Histogram latency = new Histogram(3);
        private CompletableFuture<Long> heap;
        private int started;
        private int open;
        private long joined;
        private long right = -1;
        private int wrong;
        private long nextCheck;
        private long due;
        private int sent;
        private int received;

        Joining(Loop loop, Rig rig) {
            super(rig.sizes().users());
            this.loop = loop;
            this.rig = rig;
            users = rig.sizes().users();
            senders = rig.sizes().senders();
            gap = rig.sizes().seconds() * 1e9 / users;
            messageGap = 1e9 / (senders * rig.sizes().rate());
            sockets = new Socket[users];
            messages = new byte[senders][];
            for (int user = 0; user < senders; user++) {
                messages[user] = rig.wire().message(user ^ 1, rig.sizes().bytes());
            }
            everybody.set(0, users);
        }

        private static boolean batches(int user) {
            return user % 4 > 1;
        }

        @Override
        public long tick(long now) {
            while (started < users && begin + (long) (started * gap) <= now) {
                byte[] request = batches(started) ? rig.wire().batchesRequest(started) : rig.wire().request(started);
                sockets[started] = loop.connect(started, request);
                started++;
            }
            if (open + dropped() < users) {
                write(now);
                return (long) Math.min(gap, messageGap);
            }
            if (heap == null) {
                heap = CompletableFuture.supplyAsync(rig.server()::liveHeapBytes);
            }
            if (now < nextCheck) {
                return (long) gap;
            }
            nextCheck = now + 100_000_000;
            wrong = wrong(users, everybody);
            right = now - begin;
            boolean over = wrong == 0 && received == sent || now - begin > MOST;
            return over ? -1 : 20_000_000;
        }

        private void write(long now) {
            while (senders > 0 && begin + (long) (due * messageGap) <= now) {
                int user = (int) (due++ % senders);
                if (known(user) && known(user ^ 1) && sockets[user].open() && sockets[user ^ 1].open()) {
                    byte[] message = messages[user];
                    Wire.stamp(message, Wire.mark(message, 0, message.length), now, sent++);
                    loop.send(sockets[user], message);
                }
            }
        }

        @Override
        public void opened(Socket socket, long now) {
            super.opened(socket, now);
            loop.send(socket, batches(socket.user()) ? ASK_BATCHES : ASK);
            open++;
            joined = now - begin;
        }

        @Override
        public void text(Socket socket, byte[] text, int from, int to, long now) {
            int mark = socket.user() < senders ? Wire.mark(text, from, Math.min(to, from + 200)) : -1;
            if (mark < 0) {
                super.text(socket, text, from, to, now);
            } else {
                received++;
                latency.recordValue(now - Wire.time(text, mark));
            }
        }
    }
}
