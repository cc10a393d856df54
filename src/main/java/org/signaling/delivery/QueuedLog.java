package org.signaling.delivery;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.ErrorManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * A log for lines that come from many threads at the same time. Handlers write under a lock; in a storm of connects nearly
 * all threads would wait for it. So whoever finds nobody writing writes the own line and those that come meanwhile, in
 * their order, and all others go on at once. When {@value #MAX_WAITING} lines wait, the next ones wait for the handlers as
 * they would without this. For all threads.
 */
final class QueuedLog {

    /** How many lines may wait. */
    static final int MAX_WAITING = 10_000;

    private final Logger log;
    private final ErrorManager errors = new ErrorManager();
    private final Queue<LogRecord> waiting = new ConcurrentLinkedQueue<>();
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
     * @param line the line; not null
     */
    void log(LogRecord line) {
        if (unwritten.get() > MAX_WAITING) {
            log.log(line);
            return;
        }
        waiting.add(line);
        if (unwritten.getAndIncrement() == 0) {
            do {
                write(waiting.remove());
            } while (unwritten.decrementAndGet() > 0);
        }
    }

    private void write(LogRecord line) {
        try {
            log.log(line);
        } catch (RuntimeException e) {
            // the lines behind it are other connections'
            errors.error("a line could not be written", e, ErrorManager.WRITE_FAILURE);
        }
    }
}
