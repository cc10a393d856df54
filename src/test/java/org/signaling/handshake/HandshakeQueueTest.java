package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HandshakeQueueTest {

    private final AtomicLong time = new AtomicLong();
    private final HandshakeQueue queue = new HandshakeQueue(2, 3, time::get);
    private final List<String> gone = new ArrayList<>();

    private void await(String name) {
        queue.await(inTime -> gone.add(inTime ? name : name + " refused"));
    }

    private void awaitThoughItsClientGoes(String name) {
        queue.await(inTime -> {
            gone.add(name + " lost");
            return false;
        });
    }

    private void takeAllTurns() {
        assertThat(queue.tryTurn() && queue.tryTurn()).isTrue();
        assertThat(queue.tryTurn()).isFalse();
    }

    @Test
    void whoWaitsGoesOnInTheOrderOfComingWhenATurnIsGivenBack() {
        takeAllTurns();
        await("ada");
        await("bob");
        assertThat(gone).isEmpty();

        queue.giveBack();
        assertThat(gone).containsExactly("ada");
        assertThat(queue.tryTurn()).as("it is the next one's").isFalse();
        queue.giveBack();
        assertThat(gone).containsExactly("ada", "bob");
        queue.giveBack();
        assertThat(queue.tryTurn()).isTrue();
    }

    @Test
    void aTurnThatWasGivenBackMeanwhileIsTakenAtOnce() {
        takeAllTurns();
        queue.giveBack();

        await("ada");

        assertThat(gone).containsExactly("ada");
        assertThat(queue.tryTurn()).isFalse();
    }

    @Test
    void thereIsRoomForSoManyAndNoMore() {
        takeAllTurns();
        for (String name : List.of("ada", "bob", "eve")) {
            assertThat(queue.hasRoom()).isTrue();
            await(name);
        }
        assertThat(queue.hasRoom()).isFalse();
        assertThat(queue.waiting()).isEqualTo(3);

        queue.giveBack();
        assertThat(queue.hasRoom()).isTrue();
        assertThat(queue.waited()).isEqualTo(3);
    }

    @Test
    void whoFindsThePlacesTakenThatWereThereAMomentAgoIsRefused() {
        takeAllTurns();
        List.of("ada", "bob", "eve").forEach(this::await);

        await("late");

        assertThat(gone).containsExactly("late refused");
        assertThat(queue.waiting()).isEqualTo(3);
        queue.giveBack();
        assertThat(gone).as("its refusal took a turn, and gave it back").containsExactly("late refused");
        queue.giveBack();
        assertThat(gone).containsExactly("late refused", "ada");
    }

    @Test
    void theTurnOfThoseWhoseClientsHaveGoneIsTheNextOnesHoweverManyTheyAre() {
        HandshakeQueue crowd = new HandshakeQueue(1, 100_000, time::get);
        assertThat(crowd.tryTurn()).isTrue();
        for (int i = 0; i < 100_000 - 1; i++) {
            crowd.await(inTime -> false);
        }
        crowd.await(inTime -> gone.add("ada"));

        crowd.giveBack();

        assertThat(gone).containsExactly("ada");
        assertThat(crowd.tryTurn()).isFalse();
        crowd.giveBack();
        assertThat(crowd.tryTurn()).isTrue();
    }

    @Test
    void aTurnThatIsFreeForOneWhoHasGoneIsFreeAgain() {
        awaitThoughItsClientGoes("ada");

        takeAllTurns();
        awaitThoughItsClientGoes("bob");
        queue.close();
        assertThat(gone).containsExactly("ada lost", "bob lost");
    }

    @Test
    void whoHasWaitedForTenSecondsIsRefused() {
        takeAllTurns();
        await("ada");
        time.addAndGet(TimeUnit.SECONDS.toNanos(1));
        await("bob");
        time.addAndGet(TimeUnit.SECONDS.toNanos(9));

        queue.giveBack();
        queue.giveBack();

        assertThat(gone).containsExactly("ada refused", "bob");
    }

    @Test
    void whoHasAnIssuerToWaitForKeepsNobodyWaitingAndGoesOnAtOnce() {
        takeAllTurns();
        await("ada");
        queue.giveBack();
        assertThat(gone).containsExactly("ada");

        queue.takeAgain();
        await("bob");
        queue.giveBack();
        assertThat(gone).as("there are still as many as there are turns").containsExactly("ada");
        queue.giveBack();
        assertThat(gone).containsExactly("ada", "bob");
    }

    @Test
    void aTurnThatIsLostStopsNobodyForLong() {
        takeAllTurns();
        await("ada");
        time.addAndGet(HandshakeQueue.LONGEST - 1);
        assertThat(queue.tryTurn()).isFalse();

        time.incrementAndGet();
        assertThat(queue.tryTurn()).isTrue();
        queue.giveBack();

        assertThat(gone).containsExactly("ada refused");
    }

    @Test
    void whenTheApplicationIsTakenDownAllAreRefusedAndNobodyWaitsAnyMore() {
        takeAllTurns();
        await("ada");
        await("bob");

        queue.close();
        assertThat(gone).containsExactly("ada refused", "bob refused");
        assertThat(queue.tryTurn()).isTrue();
        for (int i = 0; i < 5; i++) {
            queue.giveBack();
        }
        assertThat(gone).hasSize(2);
    }
}
