package org.signaling.delivery;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs what closes connections, off the threads that send: on the server's threads, and while the application is taken
 * down on a few of its own, because Payara's no longer work for an application then. For all threads.
 */
final class Closer implements Executor {

    private static final int LAST_THREADS = 16;
    /** A container engine gives a server ten seconds to end in. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Duration patience;
    private volatile Executor threads;

    /**
     * @param managed the server's threads; not null
     */
    Closer(Executor managed) {
        this(managed, PATIENCE);
    }

    /**
     * @param managed the server's threads; not null
     * @param patience how long the last closings may take together; not null
     */
    Closer(Executor managed, Duration patience) {
        threads = managed;
        this.patience = patience;
    }

    @Override
    public void execute(Runnable closing) {
        threads.execute(closing);
    }

    /**
     * Runs the last closings and waits until they are done, or the patience is at its end. Its threads end with it;
     * whatever is given later is refused.
     *
     * @param closings gives them to this executor; not null
     */
    void finish(Runnable closings) {
        ExecutorService last = Executors.newFixedThreadPool(LAST_THREADS, Closer::daemon);
        threads = last;
        try {
            closings.run();
            last.shutdown();
            last.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            last.shutdownNow();
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "signaling-closer");
        thread.setDaemon(true);
        return thread;
    }
}
