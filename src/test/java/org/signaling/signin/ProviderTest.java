package org.signaling.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.signaling.signin.SignInHouse.LOCAL;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.signaling.limits.Bulkhead;
import org.signaling.settings.IssuerSettings;
import org.signaling.testing.TestIssuer;

class ProviderTest {

    private final SignInHouse house = new SignInHouse();
    private final IssuerSettings issuer = house.providers.named("blue").orElseThrow().issuer();
    private final Bulkhead waitersOfAll = new Bulkhead(4, 2);
    private final Provider provider = provider(4);
    private final Visit visit = new TestBrowser(LOCAL).visit();

    private Provider provider(int most) {
        return new Provider(issuer, true, house.admission.issuers().http(), house.clock, waitersOfAll, most);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void whileAllPermitsAreWithOtherIssuersNobodyWaitsForThisOne() throws SignInFailed {
        for (Object other : new Object[]{"red", "red", "green", "green"}) {
            assertThat(waitersOfAll.tryAcquire(other)).isTrue();
        }
        assertThatThrownBy(() -> provider.addresses(visit)).isInstanceOfSatisfying(SignInFailed.class,
                failed -> assertThat(failed.problem()).isEqualTo(Problem.PROVIDER_DOWN))
                .hasMessageContaining("too many wait for issuer blue");

        waitersOfAll.release("red");
        assertThat(provider.addresses(visit)).isNotNull();
        assertThat(waitersOfAll.tryAcquire("yellow")).as("the permit was given back").isTrue();
    }

    @Test
    void oneAddressWaitsWithHalfOfTheRequestsOfAnIssuerAtMostAndNoneIsSentBeyond() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Provider two = provider(2);
        two.addresses(visit);
        house.provider.answer(exchange -> {
            sent.incrementAndGet();
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            TestIssuer.send(exchange, 400, "application/json", "{\"error\":\"invalid_grant\"}");
        });
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> assertThatThrownBy(() -> two.renew("a", visit))
                .hasMessageContaining("invalid_grant"));
        asked.await();

        assertThatThrownBy(() -> two.renew("b", visit)).hasMessageContaining("too many wait for issuer blue");
        assertThat(sent).hasValue(1);

        answer.countDown();
        first.get();
        assertThatThrownBy(() -> two.renew("b", visit)).hasMessageContaining("invalid_grant");
        assertThat(sent).hasValue(2);
    }
}
