package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.tyrus.core.BaseContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PayaraIdleTimerTest {

    private static final Runnable TIMEOUT = () -> {
    };

    /** Tyrus's own container of a web application is a subclass too. */
    private static final class ApplicationContainer extends BaseContainer {
        ApplicationContainer(ScheduledExecutorService scheduler) {
            super(scheduler);
        }
    }

    private final AtomicInteger scheduled = new AtomicInteger();
    private final ScheduledThreadPoolExecutor payaras = new ScheduledThreadPoolExecutor(1) {
        @Override
        protected <V> RunnableScheduledFuture<V> decorateTask(Runnable task,
                RunnableScheduledFuture<V> future) {
            scheduled.incrementAndGet();
            return future;
        }
    };
    private final BaseContainer container = new ApplicationContainer(payaras);

    @AfterEach
    void stop() {
        payaras.shutdownNow();
    }

    private ScheduledExecutorService spared() {
        PayaraIdleTimer.spare(container);
        scheduled.set(0);
        return container.getScheduledExecutorService();
    }

    @Test
    void schedulesNothingForASessionWithoutAnIdleTimeout() {
        ScheduledExecutorService scheduler = spared();

        assertThat((Object) scheduler.schedule(TIMEOUT, -1, TimeUnit.MILLISECONDS)).isNotNull();
        assertThat((Object) scheduler.schedule(TIMEOUT, 0, TimeUnit.MILLISECONDS)).isNotNull();
        assertThat(scheduled).hasValue(0);
    }

    @Test
    void leavesIdleTimeoutsAndHeartbeatsAlone() {
        ScheduledExecutorService scheduler = spared();

        assertThat(scheduler.schedule(TIMEOUT, 60_000, TimeUnit.MILLISECONDS).cancel(true)).isTrue();
        assertThat((Object) scheduler.scheduleAtFixedRate(TIMEOUT, 0, 60_000, TimeUnit.MILLISECONDS)).isNotNull();
        assertThat(scheduled).hasValue(2);
    }

    @Test
    void failsAsPayarasSchedulerFails() {
        ScheduledExecutorService scheduler = spared();
        payaras.shutdown();

        assertThatThrownBy(() -> scheduler.schedule(TIMEOUT, 1, TimeUnit.SECONDS))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void leavesOtherServersAlone() {
        PayaraIdleTimer.spare(null);
        PayaraIdleTimer.spare(new Object());
    }

    @Test
    void leavesATyrusWithASchedulerOfItsOwnAlone() {
        BaseContainer withoutJndi = new BaseContainer(null);

        PayaraIdleTimer.spare(withoutJndi);

        assertThat(withoutJndi.getScheduledExecutorService()).isNull();
    }
}
