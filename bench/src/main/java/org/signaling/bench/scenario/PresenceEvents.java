package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;
import org.signaling.bench.client.Traffic;

/**
 * A crowd that is there, told in numbered batches of those who come and go meanwhile: {@code rate} events a second, in
 * turns a coming and a going. What an event costs for each user, and that nobody gets more than one frame each 100 ms.
 */
public final class PresenceEvents implements Scenario {

    private static final String VERSION = "\"version\":";
    private static final byte[] ASK = "{\"type\":\"presence\"}".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Figures run(Rig rig) {
        Sizes sizes = rig.sizes();
        int users = sizes.users();
        try (Loop loop = new Loop(rig.server().port())) {
            Arrivals arrivals = Arrivals.of(loop, rig.wire()::batchesRequest, users, sizes.inFlight());
            // nobody is told anything before it says what it knows; one asks, and all go on from there
            Socket[] sockets = arrivals.sockets();
            loop.send(sockets[0], ASK);
            Latest latest = new Latest();
            loop.run(latest);
            byte[] resume = ("{\"type\":\"presence\",\"body\":{\"version\":" + latest.version + "}}")
                    .getBytes(StandardCharsets.US_ASCII);
            for (int user = 1; user < users; user++) {
                loop.send(sockets[user], resume);
            }
            Quiet.await(loop, 3, 60);
            Churn churn = new Churn(loop, rig);
            loop.run(churn);
            double told = churn.events * (double) users;
            return new Figures().put("CPU µs/event and user", churn.cpu / told)
                    .put("bytes/event and user", churn.bytes / told).put("events", churn.events)
                    .put("frames/user", churn.frames / (double) users)
                    .put("most frames/user and s", churn.most / (double) sizes.seconds())
                    .latency(churn.told).put("not connected", arrivals.failed()).put("dropped", churn.dropped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the first batch and takes its version. */
    private static final class Latest implements Traffic {
        private String version;

        @Override
        public long tick(long now) {
            return version == null ? 10_000_000 : -1;
        }

        @Override
        public void text(Socket socket, byte[] bytes, int from, int to, long now) {
            String begin = new String(bytes, from, Math.min(200, to - from), StandardCharsets.US_ASCII);
            int at = begin.indexOf(VERSION) + VERSION.length();
            version = begin.substring(at).split("\\D", 2)[0];
        }
    }

    /** One more user comes and goes, again and again. */
    private static final class Churn implements Traffic {
        private final Loop loop;
        private final Rig rig;
        private final int newcomer;
        private final int[] framesOf;
        private final Histogram told = new Histogram(3);
        private final long begin = System.nanoTime();
        private final long end;
        private final long grace;
        private final long gap;
        private final long cpuBegin;
        private Socket guest;
        private int events;
        private long lastEvent;
        private long frames;
        private long bytes;
        private long cpu;
        private int most;
        private int dropped;

        Churn(Loop loop, Rig rig) {
            this.loop = loop;
            this.rig = rig;
            newcomer = rig.sizes().users();
            framesOf = new int[newcomer];
            gap = (long) (1e9 / rig.sizes().rate());
            end = begin + (long) (rig.sizes().seconds() * 1e9);
            grace = end + 3_000_000_000L;
            cpuBegin = rig.server().cpuMicros();
        }

        @Override
        public long tick(long now) {
            if (now < end && now >= begin + events * gap) {
                if (guest == null) {
                    guest = loop.connect(newcomer, rig.wire().batchesRequest(newcomer));
                    events++;
                    lastEvent = now;
                } else if (guest.open()) {
                    loop.close(guest);
                    events++;
                    lastEvent = now;
                }
            }
            cpu = rig.server().cpuMicros() - cpuBegin;
            return now > grace ? -1 : gap / 10;
        }

        @Override
        public void text(Socket socket, byte[] text, int from, int to, long now) {
            if (socket.user() < newcomer) {
                frames++;
                bytes += to - from;
                most = Math.max(most, ++framesOf[socket.user()]);
                told.recordValue(now - lastEvent);
            }
        }

        @Override
        public void closed(Socket socket, long now) {
            if (socket == guest) {
                guest = null;
            } else {
                dropped++;
            }
        }
    }
}
