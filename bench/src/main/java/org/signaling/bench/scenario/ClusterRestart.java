package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;
import org.signaling.bench.server.Server;

/**
 * Three servers that look like one, with a third of the crowd each, are stopped and started all at the same time. The
 * clients try again each second to three, one half with the messages that every client understands, the other with
 * numbered batches. How long after the last server takes connections until everybody is back, until every server knows
 * of everybody, and until every client's list is the truth.
 */
public final class ClusterRestart implements Scenario {

    private static final int SERVERS = 3;
    private static final long MOST = TimeUnit.MINUTES.toNanos(4);
    private static final byte[] ASK = "{\"type\":\"userList\"}".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ASK_BATCHES = "{\"type\":\"presence\"}".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Figures run(Rig rig) {
        // this scenario starts its own
        rig.server().close();
        int[] ports = IntStream.range(0, SERVERS).map(each -> Server.freePort()).toArray();
        int[] inside = IntStream.range(0, SERVERS).map(each -> Server.freePort()).toArray();
        ExecutorService starters = Executors.newFixedThreadPool(SERVERS);
        try (Loop loop = new Loop(ports)) {
            List<Server> first = startAll(rig, ports, inside, starters);
            Crowd crowd = new Crowd(loop, rig);
            crowd.up();
            loop.run(crowd);
            double before = crowd.after(crowd.right);
            crowd.down();
            CompletableFuture<Long> restarted = CompletableFuture.supplyAsync(() -> {
                all(first.stream().map(server -> CompletableFuture.runAsync(server::close, starters)).toList());
                startAll(rig, ports, inside, starters);
                crowd.up();
                return new Rosters(ports).await(rig.sizes().users(), MOST);
            });
            loop.run(crowd);
            return new Figures()
                    .put("all servers know everybody s after they are up", crowd.after(restarted.join()))
                    .put("all clients' lists right s after", crowd.after(crowd.right))
                    .put("all back s after", crowd.after(crowd.back))
                    .put("clients with a wrong list", crowd.wrong).put("lists right s after the first start", before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            starters.shutdown();
        }
    }

    private static List<Server> startAll(Rig rig, int[] ports, int[] inside, ExecutorService starters) {
        String hosts = String.join(",", IntStream.of(inside).mapToObj(port -> "127.0.0.1:" + port).toList());
        List<CompletableFuture<Server>> starting = IntStream.range(0, SERVERS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> rig.others().apply(ports[i], List.of(
                        "-Dsignaling.cluster=jgroups", "-Dsignaling.cluster.bind-address=127.0.0.1",
                        "-Dsignaling.cluster.bind-port=" + inside[i], "-Dsignaling.cluster.hosts=" + hosts)), starters))
                .toList();
        all(starting);
        return starting.stream().map(CompletableFuture::join).toList();
    }

    private static void all(List<? extends CompletableFuture<?>> tasks) {
        tasks.forEach(CompletableFuture::join);
    }

    private record Attempt(int user, long due) {
    }

    /** Comes, and comes again whenever it is cut off. */
    private static final class Crowd extends Presence {
        private final Loop loop;
        private final Rig rig;
        private final int users;
        private final Random random = new Random(1);
        private final PriorityQueue<Attempt> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.due, b.due));
        private final BitSet everybody = new BitSet();
        private final BitSet here = new BitSet();
        private volatile long up;
        private long back;
        private long right;
        private long nextLook;
        private int wrong;

        Crowd(Loop loop, Rig rig) {
            super(rig.sizes().users());
            this.loop = loop;
            this.rig = rig;
            this.users = rig.sizes().users();
            everybody.set(0, users);
            long now = System.nanoTime();
            IntStream.range(0, users).forEach(user -> tryLater(user, now));
        }

        /** All servers take connections. */
        void up() {
            up = System.nanoTime();
        }

        /** The servers are about to end. */
        void down() {
            up = 0;
        }

        /** How many seconds a moment came after the servers were up. */
        double after(long moment) {
            return (moment - up) / 1e9;
        }

        private static boolean batches(int user) {
            return user % 4 > 1;
        }

        private void tryLater(int user, long now) {
            waiting.add(new Attempt(user, now + (long) ((1 + 2 * random.nextDouble()) * 1e9)));
        }

        @Override
        public long tick(long now) {
            while (!waiting.isEmpty() && waiting.peek().due <= now) {
                int user = waiting.poll().user;
                loop.connect(user, batches(user) ? rig.wire().batchesRequest(user) : rig.wire().request(user));
            }
            if (up == 0 || here.cardinality() < users || now < nextLook) {
                return up != 0 && now - up > MOST ? -1 : 5_000_000;
            }
            nextLook = now + 100_000_000;
            wrong = wrong(users, everybody);
            right = now;
            return wrong == 0 || now - up > MOST ? -1 : 5_000_000;
        }

        @Override
        public void opened(Socket socket, long now) {
            super.opened(socket, now);
            loop.send(socket, batches(socket.user()) ? ASK_BATCHES : ASK);
            here.set(socket.user());
            back = now;
        }

        @Override
        public void closed(Socket socket, long now) {
            super.closed(socket, now);
            here.clear(socket.user());
            tryLater(socket.user(), now);
        }
    }
}
