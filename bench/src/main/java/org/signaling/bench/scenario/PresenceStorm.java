package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;

/**
 * Everybody joins within some seconds ({@code seconds}) and asks for the list, as clients do. How long until every
 * client's list is the truth, and what it cost; then one more joins, and how long until all others know.
 */
public final class PresenceStorm implements Scenario {

    private static final byte[] ASK = "{\"type\":\"userList\"}".getBytes(StandardCharsets.US_ASCII);
    private static final long MOST = TimeUnit.MINUTES.toNanos(3);

    @Override
    public Figures run(Rig rig) {
        int users = rig.sizes().users();
        try (Loop loop = new Loop(rig.server().port())) {
            long cpu = rig.server().cpuMicros();
            Joining joining = new Joining(loop, rig);
            loop.run(joining);
            Figures figures = new Figures()
                    .put("CPU µs/user", (rig.server().cpuMicros() - cpu) / (double) users)
                    .put("all joined after s", joining.joined / 1e9)
                    .put("all right after s", joining.right / 1e9)
                    .put("clients with a wrong list", joining.wrong)
                    .put("messages/user", joining.frames() / (double) users)
                    .put("presence kB/user", joining.bytes() / 1_024.0 / users);
            OneMore more = new OneMore(loop, rig, joining);
            loop.run(more);
            return figures.latency(more.told).put("not told", users - more.told.getTotalCount())
                    .put("dropped", joining.dropped() + more.dropped());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The crowd comes. */
    private static final class Joining extends Presence {
        private final Loop loop;
        private final Rig rig;
        private final int users;
        private final double gap;
        private final long begin = System.nanoTime();
        private final BitSet everybody = new BitSet();
        private int started;
        private int open;
        private long joined;
        private long right = -1;
        private int wrong;
        private long nextCheck;

        Joining(Loop loop, Rig rig) {
            super(rig.sizes().users());
            this.loop = loop;
            this.rig = rig;
            users = rig.sizes().users();
            gap = rig.sizes().seconds() * 1e9 / users;
            everybody.set(0, users);
        }

        @Override
        public long tick(long now) {
            while (started < users && begin + (long) (started * gap) <= now) {
                loop.connect(started, rig.wire().request(started));
                started++;
            }
            if (open + dropped() < users || now < nextCheck) {
                return (long) gap;
            }
            nextCheck = now + 100_000_000;
            wrong = wrong(users, everybody);
            right = now - begin;
            return wrong == 0 || now - begin > MOST ? -1 : 20_000_000;
        }

        @Override
        public void opened(Socket socket, long now) {
            super.opened(socket, now);
            loop.send(socket, ASK);
            open++;
            joined = now - begin;
        }
    }

    /** One more user comes, and everybody else is to be told. */
    private static final class OneMore extends Presence {
        private final Rig rig;
        private final Histogram told = new Histogram(3);
        private final int newcomer;
        private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        private long begin;

        OneMore(Loop loop, Rig rig, Presence before) {
            super(rig.sizes().users() + 1);
            this.rig = rig;
            newcomer = rig.sizes().users();
            for (int user = 0; user < newcomer; user++) {
                adopt(before, user);
            }
            loop.connect(newcomer, rig.wire().request(newcomer));
        }

        @Override
        public long tick(long now) {
            return told.getTotalCount() == rig.sizes().users() || now > deadline ? -1 : 10_000_000;
        }

        @Override
        public void opened(Socket socket, long now) {
            super.opened(socket, now);
            begin = now;
        }

        @Override
        public void text(Socket socket, byte[] text, int from, int to, long now) {
            boolean knew = knows(socket.user(), newcomer);
            super.text(socket, text, from, to, now);
            if (!knew && knows(socket.user(), newcomer) && socket.user() != newcomer) {
                told.recordValue(Math.max(0, now - (begin == 0 ? now : begin)));
            }
        }
    }
}
