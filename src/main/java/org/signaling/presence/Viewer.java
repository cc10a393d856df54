package org.signaling.presence;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;

/**
 * What decides whom a user sees and by whom it is seen: the circles that it is in. Two users see one another if they
 * share a circle, or if one of them sees all. So it never happens that one of two may speak and the other not answer.
 *
 * @param all whether the user sees all and is seen by all
 * @param circles the names of the circles; never null. What they are made of is {@link Visibility}'s matter
 */
public record Viewer(boolean all, Set<String> circles) {

    /** Everybody, where everybody sees everybody. */
    public static final Viewer ANYBODY = new Viewer(true, Set.of());

    /** Copies the circles. */
    public Viewer {
        circles = Set.copyOf(Objects.requireNonNull(circles, "circles"));
    }

    /**
     * {@return whether two users see one another}
     *
     * @param other the other one; not null
     */
    public boolean sees(Viewer other) {
        return all || other.all || !Collections.disjoint(circles, other.circles);
    }
}
