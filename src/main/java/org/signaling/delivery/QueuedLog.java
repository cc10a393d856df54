package org.signaling.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.ErrorManager;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A log for lines that come from many threads at the same time. Handlers write under a lock; in a storm of connects nearly
 * all threads would wait for it. So whoever finds nobody writing writes the own line and those that come meanwhile, in
 * their order, and all others go on at once. When {@value #MAX_WAITING} lines wait, the next ones wait for the handlers as
 * they would without this. For all threads.
 *
 * <p>Each line says that it comes from no method, so that no server has to search the stack for it, which costs more than
 * the line, and that Open Liberty does not search its own class path for the class, in vain; and each is made by the logger
 * itself, because WildFly searches the stack all the same for a {@code LogRecord} that is not of its own kind. So a line has
 * the time at which it is written.
 */
final class QueuedLog {

    /** How many lines may wait. */
    static final int MAX_WAITING = 10_000;

    private final Logger log;
    private final ErrorManager errors = new ErrorManager();
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    /** The lines that wait and the one that is being written; who makes it one writes. */
    private final AtomicInteger unwritten = new AtomicInteger();

    /**
     * @param log where the lines go; not null
     */
    QueuedLog(Logger log) {
        this.log = log;
    }

    /**
     * Writes a line, now or soon.
     *
     * @param line what it says; not null
     */
    void info(String line) {
        if (unwritten.get() > MAX_WAITING) {
            hand(line);
            return;
        }
        waiting.add(line);
        if (unwritten.getAndIncrement() == 0) {
            do {
                write(waiting.remove());
            } while (unwritten.decrementAndGet() > 0);
        }
    }

    private void hand(String line) {
        log.logp(Level.INFO, null, null, line);
    }

    private void write(String line) {
        try {
            hand(line);
        } catch (RuntimeException e) {
            // the lines behind it are other connections'
            errors.error("a line could not be written", e, ErrorManager.WRITE_FAILURE);
        }
    }
}
