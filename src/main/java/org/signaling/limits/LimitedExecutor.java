package org.signaling.limits;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * An executor of few threads: runs tasks on another executor, or where they come, so many at a time, the rest in the order
 * in which they came. It does not bound how many wait: its users do. For all threads.
 */
public final class LimitedExecutor implements Executor {

    private static final Logger LOG = System.getLogger(LimitedExecutor.class.getName());

    private final Executor threads;
    private final Semaphore free;
    private final String task;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /**
     * @param threads runs the tasks; not null
     * @param most how many run at a time; at least 1
     * @param task what a task does, for the log line of one that fails; not null
     */
    public LimitedExecutor(Executor threads, int most, String task) {
        this.threads = threads;
        this.free = new Semaphore(most);
        this.task = task;
    }

    /**
     * @throws java.util.concurrent.RejectedExecutionException if the other executor takes none, as when it is stopped
     */
    @Override
    public void execute(Runnable next) {
        tasks.add(next);
        if (free.tryAcquire()) {
            try {
                threads.execute(this::work);
            } catch (RuntimeException e) {
                free.release();
                tasks.remove(next);
                throw e;
            }
        }
    }

    /**
     * Runs a task on the calling thread if fewer run than may, and otherwise, without waiting, later on another. The calling
     * thread does others' tasks only where no other thread can.
     *
     * @param next the task; not null
     * @throws java.util.concurrent.RejectedExecutionException if the other executor takes none, as when it is stopped
     */
    public void executeHere(Runnable next) {
        if (!free.tryAcquire()) {
            execute(next);
            return;
        }
        try {
            run(next);
        } finally {
            handOver();
        }
    }

    /** Leaves a place to those that came meanwhile, which are not this thread's: it may hold what they wait for. */
    private void handOver() {
        if (tasks.isEmpty()) {
            free.release();
            if (tasks.isEmpty() || !free.tryAcquire()) {
                return;
            }
        }
        try {
            threads.execute(this::work);
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "no other thread: {0}", e.toString());
            work();
        }
    }

    /** Those behind one that fails are others'. */
    private void run(Runnable next) {
        try {
            next.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, task + " failed", e);
        }
    }

    private void work() {
        do {
            try {
                for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
                    run(next);
                }
            } finally {
                free.release();
            }
            // one that came after the last look finds no thread free
        } while (!tasks.isEmpty() && free.tryAcquire());
    }
}
