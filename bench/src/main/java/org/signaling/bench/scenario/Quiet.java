package org.signaling.bench.scenario;

import java.util.concurrent.TimeUnit;
import org.signaling.bench.client.Loop;
import org.signaling.bench.client.Socket;
import org.signaling.bench.client.Traffic;

/** Waits until nothing comes any more: the presence of a crowd that has just arrived takes a while. */
final class Quiet implements Traffic {

    private final long silence;
    private final long deadline;
    private long last = System.nanoTime();
    private long bytes;
    private int closed;

    private Quiet(double silenceSeconds, int mostSeconds) {
        silence = (long) (silenceSeconds * 1e9);
        deadline = last + TimeUnit.SECONDS.toNanos(mostSeconds);
    }

    /** Waits for some seconds without a message, but no longer than the most. */
    static Quiet await(Loop loop, double silenceSeconds, int mostSeconds) {
        Quiet quiet = new Quiet(silenceSeconds, mostSeconds);
        loop.run(quiet);
        return quiet;
    }

    /** Lets so much time pass, whatever comes. */
    static Quiet pass(Loop loop, int seconds) {
        return await(loop, Integer.MAX_VALUE, seconds);
    }

    /** How many bytes of messages came. */
    long bytes() {
        return bytes;
    }

    /** How many connections were closed. */
    int closed() {
        return closed;
    }

    @Override
    public long tick(long now) {
        return now - last > silence || now > deadline ? -1 : 50_000_000;
    }

    @Override
    public void text(Socket socket, byte[] text, int from, int to, long now) {
        last = now;
        bytes += to - from;
    }

    @Override
    public void closed(Socket socket, long now) {
        closed++;
    }
}
