package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueuedLogTest {

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<String> written = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** A log whose lines are all swallowed by what a test puts in place of its handlers. */
    private QueuedLog log(Filter handlers) {
        Logger logger = Logger.getAnonymousLogger();
        logger.setFilter(handlers);
        return new QueuedLog(logger);
    }

    private boolean write(LogRecord line) {
        written.add(line.getMessage());
        return false;
    }

    @Test
    void linesOfManyThreadsAreAllWrittenAndThoseOfEachInTheirOrder() throws Exception {
        QueuedLog log = log(this::write);
        List<Future<?>> done = new CopyOnWriteArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            done.add(threads.submit(() -> {
                for (int i = 0; i < 1_000; i++) {
                    log.info(name + i);
                }
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }

        await().until(() -> written.size() == 4_000);
        Map<Character, List<String>> byThread = written.stream().collect(Collectors.groupingBy(text -> text.charAt(0)));
        byThread.forEach((name, lines) -> {
            for (int i = 0; i < 1_000; i++) {
                assertThat(lines.get(i)).isEqualTo("" + name + i);
            }
        });
    }

    @Test
    void whoComesWhileAnotherWritesDoesNotWaitUntilTooManyDo() throws Exception {
        AtomicInteger inHandlers = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        QueuedLog log = log(line -> {
            inHandlers.incrementAndGet();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return write(line);
        });
        Future<?> writer = threads.submit(() -> log.info("first"));
        await().until(() -> inHandlers.get() == 1);

        for (int i = 0; i < QueuedLog.MAX_WAITING; i++) {
            log.info("waiting");
        }
        assertThat(inHandlers).hasValue(1);
        Future<?> oneTooMany = threads.submit(() -> log.info("one too many"));
        await().until(() -> inHandlers.get() == 2);
        assertThat(oneTooMany.isDone()).isFalse();
        assertThat(written).isEmpty();

        go.countDown();
        writer.get();
        oneTooMany.get();
        assertThat(written).hasSize(QueuedLog.MAX_WAITING + 2).contains("one too many");
    }

    @Test
    void aLineSaysThatItComesFromNoMethodSoThatNobodyLooksForIt() {
        Logger logger = Logger.getLogger(QueuedLogTest.class.getName() + ".named");
        logger.setFilter(line -> {
            written.add(line.getSourceClassName() + " " + line.getSourceMethodName() + " " + line.getMessage());
            return false;
        });

        new QueuedLog(logger).info("{0} is no parameter");

        assertThat(written).containsExactly("null null {0} is no parameter");
    }

    @Test
    void aLineThatCannotBeWrittenHoldsUpNoOther() {
        QueuedLog log = log(line -> {
            if (line.getMessage().equals("bad")) {
                throw new IllegalStateException("on purpose");
            }
            return write(line);
        });

        log.info("bad");
        log.info("good");

        assertThat(written).containsExactly("good");
    }
}
