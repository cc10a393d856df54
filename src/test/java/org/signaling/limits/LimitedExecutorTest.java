package org.signaling.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LimitedExecutorTest {

    private final Queue<Runnable> started = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();

    @Test
    void fewTasksRunAtATimeAndTheRestInTheirOrder() {
        LimitedExecutor two = new LimitedExecutor(started::add, 2, "a task");
        for (int i = 0; i < 5; i++) {
            int number = i;
            two.execute(() -> done.add(number));
        }

        assertThat(started).hasSize(2);
        started.remove().run();
        assertThat(done).containsExactly(0, 1, 2, 3, 4);
        started.remove().run();
        two.execute(() -> done.add(5));
        assertThat(started).hasSize(1);
    }

    @Test
    void aTaskThatFailsTakesNoThreadAwayAndHoldsUpNoneBehindIt() {
        LimitedExecutor two = new LimitedExecutor(started::add, 2, "a task");
        for (int i = 0; i < 4; i++) {
            int number = i;
            two.execute(() -> {
                throw new IllegalStateException("on purpose");
            });
            two.execute(() -> done.add(number));
        }

        started.remove().run();
        assertThat(done).containsExactly(0, 1, 2, 3);
        started.remove().run();
        two.execute(() -> done.add(4));
        started.remove().run();
        assertThat(done).endsWith(4);
    }

    @Test
    void whoeverCannotBeServedIsTold() {
        LimitedExecutor stopped = new LimitedExecutor(task -> {
            throw new RejectedExecutionException("stopped");
        }, 2, "a task");

        assertThatThrownBy(() -> stopped.execute(() -> done.add(1))).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> stopped.execute(() -> done.add(2))).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aTaskRunsWhereItComesIfAPlaceIsFreeAndOthersThatCameMeanwhileElsewhere() {
        LimitedExecutor one = new LimitedExecutor(started::add, 1, "a task");

        one.executeHere(() -> {
            one.executeHere(() -> done.add(1));
            one.executeHere(() -> done.add(2));
            done.add(0);
        });

        assertThat(done).containsExactly(0);
        assertThat(started).hasSize(1);
        one.executeHere(() -> done.add(3));
        assertThat(done).as("the place belongs to those that wait").containsExactly(0);
        started.remove().run();
        assertThat(done).containsExactly(0, 1, 2, 3);
        one.executeHere(() -> done.add(4));
        assertThat(done).endsWith(4);
        assertThat(started).isEmpty();
    }

    @Test
    void aTaskThatEndsInAnErrorWhereItCameLeavesItsPlace() {
        LimitedExecutor one = new LimitedExecutor(started::add, 1, "a task");

        assertThatThrownBy(() -> one.executeHere(() -> {
            throw new StackOverflowError("on purpose");
        })).isInstanceOf(StackOverflowError.class);

        one.executeHere(() -> done.add(1));
        assertThat(done).containsExactly(1);
    }

    @Test
    void whereNoOtherThreadTakesThoseThatWaitThisOneDoes() {
        LimitedExecutor stopped = new LimitedExecutor(task -> {
            throw new RejectedExecutionException("stopped");
        }, 1, "a task");

        stopped.executeHere(() -> {
            stopped.executeHere(() -> done.add(1));
            done.add(0);
        });

        assertThat(done).containsExactly(0, 1);
        stopped.executeHere(() -> done.add(2));
        assertThat(done).endsWith(2);
    }

    @Test
    void noTaskIsForgottenWhileThreadsComeAndGo() throws InterruptedException {
        int tasks = 20_000;
        CountDownLatch left = new CountDownLatch(tasks);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            LimitedExecutor two = new LimitedExecutor(threads, 2, "a task");
            for (int i = 0; i < tasks; i++) {
                if (i % 2 == 0) {
                    two.execute(left::countDown);
                } else {
                    threads.execute(() -> two.executeHere(left::countDown));
                }
            }
            assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }
}
