package org.signaling.presence;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.signaling.message.UserId;
import org.signaling.settings.IssuerSettings;
import org.signaling.settings.Settings;
import org.signaling.settings.VisibilityRule;

/**
 * Who sees and may message whom. It needs no more of a user than the id and the groups, wherever the user is connected.
 * Immutable, for all threads.
 */
public final class Visibility {

    /** The circle of those who see all: whoever does not see all looks into it besides its own. */
    static final String ADMINS = "*";

    private final VisibilityRule rule;
    /** By the {@code iss} of the issuer that vouches for the group. */
    private final Map<String, String> adminGroups;

    /**
     * @param rule who sees whom; not null
     * @param adminGroups for each issuer that has one, by its {@code iss}, the group whose members see all; not null
     */
    Visibility(VisibilityRule rule, Map<String, String> adminGroups) {
        this.rule = rule;
        this.adminGroups = Map.copyOf(adminGroups);
    }

    /**
     * {@return the configured one; never null}
     *
     * @param settings the rule, and the issuers with their admin groups; not null
     */
    public static Visibility of(Settings settings) {
        Map<String, String> adminGroups = new HashMap<>();
        for (IssuerSettings issuer : settings.issuers()) {
            issuer.access().adminGroup().ifPresent(group -> adminGroups.put(issuer.issuer(), group));
        }
        return new Visibility(settings.visibility(), adminGroups);
    }

    /** {@return whether there may be users who do not see one another} */
    public boolean limited() {
        return rule != VisibilityRule.EVERYONE;
    }

    /**
     * {@return the circles of a user; never null}
     *
     * @param user who; not null
     * @param groups the user's groups; not null
     */
    public Viewer of(UserId user, Set<String> groups) {
        if (!limited()) {
            return Viewer.ANYBODY;
        }
        String adminGroup = adminGroups.get(user.issuer());
        if (adminGroup != null && groups.contains(adminGroup)) {
            return new Viewer(true, Set.of(ADMINS));
        }
        return new Viewer(false, circles(user, groups));
    }

    /** The first letter keeps the kinds apart, and an issuer has no line break. */
    private Set<String> circles(UserId user, Set<String> groups) {
        if (rule == VisibilityRule.ISSUER) {
            return Set.of("i" + user.issuer());
        }
        String prefix = rule == VisibilityRule.GROUP ? "g" : "b" + user.issuer() + "\n";
        Set<String> circles = new HashSet<>();
        groups.forEach(group -> circles.add(prefix + group));
        // who is in no group sees at least itself
        return circles.isEmpty() ? Set.of("u" + user.issuer() + "\n" + user.subject()) : circles;
    }

    /**
     * {@return whether a user may know whether another one is online, of whom nothing but the id is known}
     *
     * @param viewer the one who asks; not null
     * @param user the other one; not null
     */
    public boolean mayKnow(Viewer viewer, UserId user) {
        return viewer.all() || rule == VisibilityRule.ISSUER && viewer.sees(of(user, Set.of()));
    }
}
