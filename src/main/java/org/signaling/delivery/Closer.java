package org.signaling.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A bulkhead: runs what closes connections on threads of its own, off those that send and off the server's, because a
 * closing may wait for its client: on Open Liberty for some seconds, and then nothing would be read on a server whose
 * threads all wait. Payara's threads no longer work for an application that is being taken down. The threads end when
 * there is nothing to close. As many closings wait as there are connections at most. For all threads.
 */
final class Closer implements Executor {

    /** So many clients that have to be waited for at once hold up no other closing. */
    static final int THREADS = 32;
    private static final long IDLE_SECONDS = 10;
    /** A container engine gives a server ten seconds to end in. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Duration patience;
    private volatile ThreadPoolExecutor threads = pool();

    /** With a patience of 5 s. */
    Closer() {
        this(PATIENCE);
    }

    /**
     * @param patience how long the last closings may take together; not null
     */
    Closer(Duration patience) {
        this.patience = patience;
    }

    private static ThreadPoolExecutor pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Closer::daemon);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * @throws java.util.concurrent.RejectedExecutionException after {@link #finish}
     */
    @Override
    public void execute(Runnable closing) {
        threads.execute(closing);
    }

    /**
     * Runs the last closings and those that wait, and waits until they are done, or the patience is at its end, but not for
     * those that are under way already: they may wait for their clients. The threads end with it; whatever is given later
     * is refused.
     *
     * @param closings gives them to this executor; not null
     */
    void finish(Runnable closings) {
        ThreadPoolExecutor before = threads;
        ThreadPoolExecutor last = pool();
        threads = last;
        try {
            before.shutdown();
            List<Runnable> waiting = new ArrayList<>();
            before.getQueue().drainTo(waiting);
            waiting.forEach(last::execute);
            closings.run();
            last.shutdown();
            last.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            last.shutdownNow();
            before.shutdownNow();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "signaling-closer");
        thread.setDaemon(true);
        return thread;
    }
}
