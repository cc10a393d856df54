package org.signaling.message;

import java.util.Comparator;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a token says of its user to others: the name to show, and the groups. Of several tokens of one user the one that
 * was issued last counts, whichever of them came last: otherwise rights would outlive the token that gave them, or two
 * devices with different tokens would throw each other out in turn.
 *
 * <p>The order is the same on every server, whatever came first: {@code iat}, without one 0; where that is equal, the end
 * of the token, which tells tokens without {@code iat} apart; where that is equal too, the one with fewer groups counts,
 * and at last the one whose groups and name come later in the alphabet.
 *
 * @param user who, and the name to show; never null
 * @param groups the groups; never null, may be empty
 * @param issued the token's {@code iat}, else its {@code nbf}, in milliseconds since 1970; 0 where it has neither
 * @param expires the token's {@code exp}, in seconds since 1970
 */
public record Rights(UserInfo user, Set<String> groups, long issued, long expires) {

    private static final Comparator<Rights> BY_AGE = Comparator.comparingLong(Rights::issued)
            .thenComparingLong(Rights::expires)
            .thenComparing(rights -> rights.groups().size(), Comparator.reverseOrder())
            .thenComparing(rights -> String.join("\n", new TreeSet<>(rights.groups())))
            .thenComparing(rights -> rights.user().username(), Comparator.nullsFirst(Comparator.naturalOrder()));

    /** Copies the groups. */
    public Rights {
        Objects.requireNonNull(user, "user");
        groups = Set.copyOf(groups);
    }

    /**
     * {@return whether these count, and not the others}
     *
     * @param others of the same user; not null
     */
    public boolean newerThan(Rights others) {
        return BY_AGE.compare(this, others) > 0;
    }

    /**
     * {@return those of the two that count; never null}
     *
     * @param others of the same user; null for none
     */
    public Rights orNewer(Rights others) {
        return others != null && others.newerThan(this) ? others : this;
    }
}
