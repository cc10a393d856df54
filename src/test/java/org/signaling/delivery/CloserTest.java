package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CloserTest {

    /** Payara's threads do this once an application is being taken down. */
    private static void forget(Runnable task) {
        // it never runs
    }

    @Test
    void theLastClosingsAreDoneThoughTheServersThreadsForgetThem() {
        AtomicInteger done = new AtomicInteger();
        Closer closer = new Closer(CloserTest::forget, Duration.ofMinutes(1));

        closer.finish(() -> {
            for (int i = 0; i < 100; i++) {
                closer.execute(done::incrementAndGet);
            }
        });

        assertThat(done).hasValue(100);
    }

    @Test
    void oneThatHangsIsNotWaitedForLongerThanThePatienceAndIsInterrupted() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Closer closer = new Closer(CloserTest::forget, Duration.ofMillis(10));

        closer.finish(() -> closer.execute(() -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        }));

        interrupted.await();
        assertThatThrownBy(() -> closer.execute(() -> {
        })).isInstanceOf(RejectedExecutionException.class);
    }
}
