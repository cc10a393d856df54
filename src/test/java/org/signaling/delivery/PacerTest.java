package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The thread behind the rounds; what they do is tested with a clock that is driven by hand. */
class PacerTest {

    private final AtomicInteger rounds = new AtomicInteger();
    private final Pacer pacer = new Pacer();
    private Thread thread;

    /** No connections, and each round asks once for the version. */
    private class Nobody implements Pacer.Connections {

        @Override
        public Iterator<Connection> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public long presenceTold(long now) {
            rounds.incrementAndGet();
            return 0;
        }
    }

    private void start(Pacer.Connections connections) {
        pacer.watch(connections);
        pacer.start(task -> thread = new Thread(task));
    }

    @AfterEach
    void stop() {
        pacer.stop();
    }

    @Test
    void roundsFollowRoundsUntilItIsStoppedAndThenItsThreadIsGone() {
        start(new Nobody());
        await().until(() -> rounds.get() > 3);

        pacer.stop();

        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    void aRoundThatFailsIsNotTheLastOne() {
        start(new Nobody() {
            @Override
            public long presenceTold(long now) {
                if (rounds.incrementAndGet() < 3) {
                    throw new IllegalStateException("a failure of the test");
                }
                return 0;
            }
        });

        await().until(() -> rounds.get() > 5);
        assertThat(pacer.silence()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void oneThatNeverBeganCanBeStopped() {
        pacer.stop();

        assertThat(thread).isNull();
    }
}
