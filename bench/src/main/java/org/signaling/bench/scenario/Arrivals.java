package org.signaling.bench.scenario;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;
import org.signaling.bench.client.Traffic;

/** Connects users, a few at the same time, until each is open or has failed. */
final class Arrivals implements Traffic {

    private final Loop loop;
    private final IntFunction<byte[]> request;
    private final Socket[] sockets;
    private final int inFlight;
    private final long[] begun;
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Histogram times = new Histogram(3);
    private int started;
    private int open;
    private int failed;

    private Arrivals(Loop loop, IntFunction<byte[]> request, Socket[] sockets, int inFlight) {
        this.loop = loop;
        this.request = request;
        this.sockets = sockets;
        this.inFlight = inFlight;
        this.begun = new long[sockets.length];
    }

    /** Connects users 0 to {@code count - 1}. */
    static Arrivals of(Loop loop, IntFunction<byte[]> request, int count, int inFlight) {
        Arrivals arrivals = new Arrivals(loop, request, new Socket[count], inFlight);
        loop.run(arrivals);
        if (arrivals.failed > 0) {
            System.err.println("connecting failed: " + arrivals.failures);
        }
        return arrivals;
    }

    /** The sockets, by user. */
    Socket[] sockets() {
        return sockets;
    }

    /** How many could not connect. */
    int failed() {
        return failed;
    }

    /** How long the handshakes took, in nanoseconds. */
    Histogram times() {
        return times;
    }

    @Override
    public long tick(long now) {
        while (started < sockets.length && started - open - failed < inFlight) {
            begun[started] = now;
            sockets[started] = loop.connect(started, request.apply(started));
            started++;
        }
        return open + failed == sockets.length ? -1 : 10_000_000;
    }

    @Override
    public void opened(Socket socket, long now) {
        open++;
        times.recordValue(now - begun[socket.user()]);
        tick(now);
    }

    @Override
    public void closed(Socket socket, long now) {
        failed++;
        failures.merge(String.valueOf(socket.failure()), 1, Integer::sum);
        tick(now);
    }
}
