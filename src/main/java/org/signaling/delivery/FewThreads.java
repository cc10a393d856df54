package org.signaling.delivery;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Runs tasks on another executor, {@value #MOST} at a time, the rest in the order in which they came. It does not bound how many
 * wait: its users do. For all threads.
 */
final class FewThreads implements Executor {

    private static final Logger LOG = System.getLogger(FewThreads.class.getName());
    private static final int MOST = 2;

    private final Executor threads;
    private final Semaphore free;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /**
     * @param threads runs the tasks; not null
     */
    FewThreads(Executor threads) {
        this.threads = threads;
        this.free = new Semaphore(MOST);
    }

    /**
     * @throws java.util.concurrent.RejectedExecutionException if the other executor takes none, as when it is stopped
     */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (free.tryAcquire()) {
            try {
                threads.execute(this::work);
            } catch (RuntimeException e) {
                free.release();
                tasks.remove(task);
                throw e;
            }
        }
    }

    /** Those behind one that fails are other connections'. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "sending a large frame failed", e);
        }
    }

    private void work() {
        do {
            try {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    run(task);
                }
            } finally {
                free.release();
            }
            // one that came after the last look finds no thread free
        } while (!tasks.isEmpty() && free.tryAcquire());
    }
}
