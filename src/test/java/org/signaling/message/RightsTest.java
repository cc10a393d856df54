package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Of two tokens of a user the same one counts on every server, whichever came first. */
class RightsTest {

    private static Rights rights(long issued, long expires, String username, String... groups) {
        return new Rights(new UserInfo(new UserId("https://i", "ada"), username), Set.of(groups), issued, expires);
    }

    private static void counts(Rights newer, Rights older) {
        assertThat(newer.newerThan(older)).isTrue();
        assertThat(older.newerThan(newer)).isFalse();
        assertThat(older.orNewer(newer)).isEqualTo(newer);
        assertThat(newer.orNewer(older)).isEqualTo(newer);
        assertThat(newer.newerThan(newer)).isFalse();
    }

    @Test
    void theOneThatWasIssuedLastCountsEvenIfItEndsSooner() {
        counts(rights(2, 10, "Ada", "staff"), rights(1, 20, "Ada", "admins"));
    }

    @Test
    void ofTokensThatDoNotSayWhenTheyWereIssuedTheOneThatEndsLastCounts() {
        counts(rights(0, 20, "Ada", "admins"), rights(0, 10, "Ada", "staff"));
    }

    @Test
    void ofTokensOfOneMomentTheOneWithFewerGroupsCounts() {
        counts(rights(1, 10, "Ada", "staff"), rights(1, 10, "Ada", "admins", "staff"));
        counts(rights(1, 10, "Ada"), rights(1, 10, "Ada", "staff"));
    }

    @Test
    void whereNothingElseTellsThemApartTheAlphabetDoes() {
        counts(rights(1, 10, "Ada", "y"), rights(1, 10, "Ada", "x"));
        counts(rights(1, 10, "Ada", "x"), rights(1, 10, null, "x"));
    }
}
