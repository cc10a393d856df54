package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;
import org.signaling.bench.client.Traffic;
import org.signaling.bench.server.Server;

/**
 * The server is restarted under a crowd, whose clients come back on their own: after half a second to one second at
 * first, then twice as long each time, up to 16 seconds, half of it by chance.
 */
public final class MassRestart implements Scenario {

    private static final long MOST = TimeUnit.MINUTES.toNanos(4);

    @Override
    public Figures run(Rig rig) {
        Sizes sizes = rig.sizes();
        try (Loop loop = new Loop(rig.server().port())) {
            Arrivals.of(loop, rig.wire()::request, sizes.users(), sizes.inFlight());
            Quiet.await(loop, 2, 60);
            Returning returning = new Returning(loop, rig);
            CompletableFuture<Server> restarted = CompletableFuture.supplyAsync(() -> {
                rig.server().close();
                Server server = rig.restart().apply(rig.server());
                returning.serverUp = System.nanoTime();
                return server;
            });
            loop.run(returning);
            Server server = restarted.join();
            return new Figures().put("all back s after the server", (returning.lastBack - returning.serverUp) / 1e9)
                    .put("CPU ms/user with the start", server.cpuMicros() / 1e3 / sizes.users())
                    .latency(returning.absence).put("attempts/user", returning.attempts / (double) sizes.users())
                    .put("still away", sizes.users() - returning.back);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Attempt(int user, long due) {
    }

    private static final class Returning implements Traffic {
        private final Loop loop;
        private final Rig rig;
        private final Random random = new Random(1);
        private final PriorityQueue<Attempt> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));
        private final int[] tries;
        private final long[] left;
        private final Histogram absence = new Histogram(3);
        private final long begin = System.nanoTime();
        private volatile long serverUp;
        private int attempts;
        private int back;
        private long lastBack;

        Returning(Loop loop, Rig rig) {
            this.loop = loop;
            this.rig = rig;
            tries = new int[rig.sizes().users()];
            left = new long[rig.sizes().users()];
        }

        @Override
        public long tick(long now) {
            while (!waiting.isEmpty() && waiting.peek().due <= now) {
                Attempt attempt = waiting.poll();
                attempts++;
                loop.connect(attempt.user, rig.wire().request(attempt.user));
            }
            return back == tries.length && serverUp != 0 || now - begin > MOST ? -1 : 5_000_000;
        }

        @Override
        public void opened(Socket socket, long now) {
            if (left[socket.user()] != 0) {
                absence.recordValue(now - left[socket.user()]);
                back++;
                lastBack = now;
                tries[socket.user()] = 0;
            }
        }

        @Override
        public void closed(Socket socket, long now) {
            int user = socket.user();
            if (left[user] == 0) {
                left[user] = now;
            } else if (tries[user] == 0) {
                back--;
            }
            double seconds = Math.min(16, 1L << tries[user]);
            tries[user]++;
            waiting.add(new Attempt(user,
                    now + (long) (seconds * (0.5 + random.nextDouble() / 2) * 1e9)));
        }
    }
}
