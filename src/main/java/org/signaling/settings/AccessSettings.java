package org.signaling.settings;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a token of an issuer must carry besides a good signature, and what its groups mean.
 *
 * @param groupsClaim where the groups stand; never null
 * @param scopes all of these must be in the token's scope (RFC 6749, section 3.3); may be empty
 * @param groups at least one of these must be among the token's groups; empty where none is asked for
 * @param adminGroup whose members see and may message everybody; empty where nobody does
 */
public record AccessSettings(ClaimPath groupsClaim, Set<String> scopes, Set<String> groups,
        Optional<String> adminGroup) {

    /** What is asked of a token where nothing is configured: nothing. */
    public static final AccessSettings NONE = new AccessSettings(ClaimPath.of("groups"), Set.of(), Set.of(),
            Optional.empty());

    /** RFC 6749, section 3.3. */
    private static final Pattern SCOPE = Pattern.compile("[\\x21\\x23-\\x5B\\x5D-\\x7E]+");

    /** What an issuer says of its own goes before what is said for all. */
    static AccessSettings read(SettingsReader reader, String prefix) {
        Set<String> scopes = either(reader, prefix + "required-scopes", "signaling.policy.required-scopes");
        Set<String> groups = either(reader, prefix + "required-groups", "signaling.policy.required-groups");
        for (String scope : scopes) {
            if (!SCOPE.matcher(scope).matches()) {
                reader.problem("required-scopes: " + scope + " is no scope; separate scopes by commas");
            }
        }
        return new AccessSettings(ClaimPath.read(reader, prefix + "groups-claim", "groups"), scopes, groups,
                reader.text(prefix + "admin-group"));
    }

    private static Set<String> either(SettingsReader reader, String own, String common) {
        Set<String> forAll = reader.list(common);
        Set<String> values = reader.list(own);
        return Collections.unmodifiableSet(values.isEmpty() ? forAll : values);
    }
}
