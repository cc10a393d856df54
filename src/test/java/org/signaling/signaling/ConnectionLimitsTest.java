package org.signaling.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.signaling.handshake.Caller;
import org.signaling.handshake.SignInSession;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.signaling.ConnectionLimits.Place;
import org.signaling.testing.TestSettings;

class ConnectionLimitsTest {

    private static final long SECOND = 1_000_000_000L;

    private long now = 77;
    private final ConnectionLimits limits = new ConnectionLimits(TestSettings.with(
            "signaling.limit.connections-per-address", "2", "signaling.limit.messages-per-second", "1",
            "signaling.limit.message-burst", "3"), () -> now);

    private static Caller caller(String subject, String address) {
        return new Caller(new UserInfo(new UserId("https://i", subject), null), Instant.MAX, Set.of(), "-",
                SignInSession.UNKNOWN, address);
    }

    private Place take(String subject, String address) {
        return limits.take(caller(subject, address)).orElseThrow();
    }

    @Test
    void anAddressHasNoMoreConnectionsThanItMayWhoeversTheyAre() {
        Place first = take("ada", "192.0.2.1");
        take("bob", "192.0.2.1");

        assertThat(limits.take(caller("eve", "192.0.2.1"))).isEmpty();
        assertThat(limits.take(caller("eve", "192.0.2.2"))).isPresent();
        first.giveBack();
        first.giveBack();
        assertThat(limits.take(caller("eve", "192.0.2.1"))).isPresent();
        assertThat(limits.take(caller("eve", "192.0.2.1"))).isEmpty();
    }

    @Test
    void anAddressThatIsNotKnownIsNotLimited() {
        for (int i = 0; i < 10; i++) {
            assertThat(limits.take(caller("user-" + i, null))).isPresent();
        }
    }

    @Test
    void theConnectionsOfAUserShareOneRate() {
        Place laptop = take("ada", "192.0.2.1");
        Place phone = take("ada", "192.0.2.2");
        Place bobs = take("bob", "192.0.2.3");

        assertThat(laptop.maySend(Double.POSITIVE_INFINITY)).isTrue();
        assertThat(phone.maySend(Double.POSITIVE_INFINITY)).isTrue();
        assertThat(laptop.maySend(Double.POSITIVE_INFINITY)).isTrue();
        assertThat(phone.maySend(Double.POSITIVE_INFINITY)).isFalse();
        assertThat(laptop.maySend(Double.POSITIVE_INFINITY)).isFalse();
        assertThat(bobs.maySend(Double.POSITIVE_INFINITY)).isTrue();
    }

    @Test
    void whoConnectsAgainMaySendNoMoreThanBefore() {
        int sent = 0;
        for (int visit = 0; visit < 100; visit++) {
            Place place = take("eve", "192.0.2.1");
            while (place.maySend(Double.POSITIVE_INFINITY)) {
                sent++;
            }
            place.giveBack();
        }

        assertThat(sent).isEqualTo(3);
        now += SECOND;
        Place place = take("eve", "192.0.2.1");
        assertThat(place.maySend(Double.POSITIVE_INFINITY)).isTrue();
        assertThat(place.maySend(Double.POSITIVE_INFINITY)).isFalse();
    }

    @Test
    void whoIsGoneIsForgottenWhenThatChangesNothing() {
        Place eves = take("eve", "192.0.2.1");
        eves.maySend(Double.POSITIVE_INFINITY);
        eves.maySend(Double.POSITIVE_INFINITY);
        eves.giveBack();
        take("bob", "192.0.2.1").giveBack();
        assertThat(limits.size()).isEqualTo(1);

        now += MessageRate.MEMORY * 2 * SECOND;
        take("bob", "192.0.2.1").giveBack();

        assertThat(limits.size()).isZero();
    }

    @Test
    void ofTooManyWhoAreGoneTheOneThatLeftFirstIsForgotten() {
        for (int i = 0; i <= GoneSenders.MOST; i++) {
            Place place = take("user-" + i, null);
            while (place.maySend(Double.POSITIVE_INFINITY)) {
                // until nothing is left
            }
            place.giveBack();
        }

        assertThat(limits.size()).isEqualTo(GoneSenders.MOST);
        assertThat(take("user-0", null).maySend(Double.POSITIVE_INFINITY)).isTrue();
        assertThat(take("user-1", null).maySend(Double.POSITIVE_INFINITY)).isFalse();
    }

    @Test
    void nothingIsKnownOfThoseWhoAreGoneAndSentNothing() throws Exception {
        ConnectionLimits many = new ConnectionLimits(TestSettings.with());
        int threads = 4;
        CyclicBarrier barrier = new CyclicBarrier(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            done.add(executor.submit(() -> {
                barrier.await();
                for (int i = 0; i < 25_000; i++) {
                    many.take(caller("user-" + i % 7, "192.0.2." + i % 5)).orElseThrow().giveBack();
                }
                return null;
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        executor.shutdown();

        assertThat(many.size()).isZero();
    }
}
