package org.signaling.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands among a token's claims: the name of a claim; or names with dots between, each in quotation marks if
 * it has dots itself, for one inside others ({@code resource_access."my.client".roles}); or a JSON pointer (RFC 6901,
 * {@code /resource_access/my.client/roles}). Immutable, for all threads.
 *
 * @param text as it was configured; a claim of just this name goes first; never null
 * @param names the names from the outside in; never null, never empty
 */
public record ClaimPath(String text, List<String> names) {

    private static final String NAME = "\"([^\"]+)\"|([^.\"]+)";
    private static final Pattern NEXT = Pattern.compile(NAME);
    private static final Pattern ALL = Pattern.compile("(?:" + NAME + ")(?:\\.(?:" + NAME + "))*");

    /** Copies the names. */
    public ClaimPath {
        names = List.copyOf(names);
    }

    /**
     * {@return a path; never null}
     *
     * @param text how it is written; not null
     * @throws IllegalArgumentException if it is none
     */
    public static ClaimPath of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException(text));
    }

    static Optional<ClaimPath> parse(String text) {
        if (text.startsWith("/")) {
            return Optional.of(new ClaimPath(text, Arrays.stream(text.substring(1).split("/", -1))
                    .map(name -> name.replace("~1", "/").replace("~0", "~")).toList()));
        }
        if (!ALL.matcher(text).matches()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (Matcher name = NEXT.matcher(text); name.find();) {
            names.add(name.group(1) != null ? name.group(1) : name.group(2));
        }
        return Optional.of(new ClaimPath(text, names));
    }

    static ClaimPath read(SettingsReader reader, String key, String standard) {
        String text = reader.text(key).orElse(standard);
        return parse(text).orElseGet(() -> {
            reader.problem(key + "=" + text + " names no claim; write it like groups, realm_access.roles,"
                    + " resource_access.\"my.client\".roles or /resource_access/my.client/roles");
            return of(standard);
        });
    }

    /**
     * {@return what stands there; null if there is nothing}
     *
     * @param claims the claims; not null
     */
    public Object in(Map<String, Object> claims) {
        if (claims.containsKey(text)) {
            return claims.get(text);
        }
        Object value = claims;
        for (String name : names) {
            value = value instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return value;
    }
}
