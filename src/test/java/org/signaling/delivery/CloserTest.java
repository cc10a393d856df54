package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CloserTest {

    @Test
    void theLastClosingsAreDoneBeforeItFinishes() {
        AtomicInteger done = new AtomicInteger();
        Closer closer = new Closer(Duration.ofMinutes(1));

        closer.finish(() -> {
            for (int i = 0; i < 100; i++) {
                closer.execute(done::incrementAndGet);
            }
        });

        assertThat(done).hasValue(100);
    }

    @Test
    void closingsThatWaitForTheirClientsHoldUpNeitherWhoClosesNorOtherClosings() throws InterruptedException {
        CountDownLatch clients = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Closer closer = new Closer(Duration.ofMinutes(1));

        for (int i = 1; i < Closer.THREADS; i++) {
            closer.execute(() -> await(clients));
        }
        closer.execute(closed::countDown);

        closed.await();
        clients.countDown();
        closer.finish(() -> {
        });
    }

    @Test
    void theEndDoesNotWaitForThoseThatHangAlreadyAndStillRunsThoseThatWaitBehindThem() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(Closer.THREADS);
        AtomicInteger done = new AtomicInteger();
        Closer closer = new Closer(Duration.ofDays(1));
        for (int i = 0; i < Closer.THREADS; i++) {
            closer.execute(() -> {
                if (!await(new CountDownLatch(1))) {
                    interrupted.countDown();
                }
            });
        }
        closer.execute(done::incrementAndGet);

        closer.finish(() -> closer.execute(done::incrementAndGet));

        assertThat(done).hasValue(2);
        interrupted.await();
    }

    @Test
    void oneThatHangsIsNotWaitedForLongerThanThePatienceAndIsInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Closer closer = new Closer(Duration.ofMillis(10));

        closer.finish(() -> closer.execute(() -> {
            if (!await(new CountDownLatch(1))) {
                interrupted.countDown();
            }
        }));

        interrupted.await();
        assertThatThrownBy(() -> closer.execute(() -> {
        })).isInstanceOf(RejectedExecutionException.class);
    }

    /** Whether it came to its end and was not interrupted. */
    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
