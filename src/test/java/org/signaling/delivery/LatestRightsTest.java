package org.signaling.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.testing.ManualClock;

class LatestRightsTest {

    private static final Instant START = new ManualClock().instant();

    private final ManualClock clock = new ManualClock();
    private final LatestRights latest = new LatestRights(clock);

    private static Rights rights(String subject, long issued, String group) {
        UserInfo user = new UserInfo(new UserId("https://i", subject), null);
        return new Rights(user, Set.of(group), issued, START.plusSeconds(60).getEpochSecond());
    }

    @Test
    void anOlderTokenGivesNoOtherRightsUntilTheNewerOneEnds() {
        latest.remember(rights("ada", 2, "staff"));
        latest.remember(rights("ada", 1, "admins"));

        assertThat(latest.counting(rights("ada", 1, "admins")).groups()).containsExactly("staff");
        assertThat(latest.counting(rights("ada", 3, "guests")).groups()).containsExactly("guests");
        clock.advance(Duration.ofSeconds(60));
        assertThat(latest.counting(rights("ada", 1, "admins")).groups()).containsExactly("admins");
        assertThat(latest.size()).isZero();
    }

    @Test
    void beyondItsBoundTheOldestIsForgotten() {
        for (int i = 0; i <= LatestRights.MAX; i++) {
            latest.remember(rights("user-" + i, 2, "staff"));
        }

        assertThat(latest.size()).isEqualTo(LatestRights.MAX);
        assertThat(latest.counting(rights("user-0", 1, "admins")).groups()).containsExactly("admins");
        assertThat(latest.counting(rights("user-1", 1, "admins")).groups()).containsExactly("staff");
    }
}
