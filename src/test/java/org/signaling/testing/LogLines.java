package org.signaling.testing;

import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What a class says in the log, where other tests make it speak at the same time. */
public final class LogLines {

    private LogLines() {
    }

    /**
     * Listens while something is done.
     *
     * @param who whose log to listen to
     * @param what what to do, on a thread of its own, whose lines alone are heard
     * @return the lines
     */
    public static List<String> of(Class<?> who, Runnable what) {
        AtomicLong thread = new AtomicLong();
        return of(who, line -> line.getLongThreadID() == thread.get(), 0,
                () -> CompletableFuture.runAsync(what, task -> {
                    Thread own = new Thread(task);
                    thread.set(own.getId());
                    own.start();
                }).join());
    }

    /**
     * Listens while something is done, and until enough was said.
     *
     * @param who whose log to listen to
     * @param of what the lines that are heard have in them, whichever thread writes them
     * @param enough how many lines to wait for
     * @param what what to do
     * @return the lines
     */
    public static List<String> of(Class<?> who, String of, int enough, Runnable what) {
        return of(who, line -> line.getMessage().contains(of), enough, what);
    }

    private static List<String> of(Class<?> who, Predicate<LogRecord> heard, int enough, Runnable what) {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (heard.test(line)) {
                    lines.add(new SimpleFormatter().formatMessage(line));
                }
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger log = Logger.getLogger(who.getName());
        log.addHandler(handler);
        try {
            what.run();
            await().until(() -> lines.size() >= enough);
        } finally {
            log.removeHandler(handler);
        }
        return lines;
    }
}
