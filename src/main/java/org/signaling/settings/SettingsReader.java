package org.signaling.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Reads single settings, collects what is wrong with them, and remembers which keys there are. For one thread.
 */
final class SettingsReader {

    /** Every key of this server starts with it, but for the five of the Go server. */
    private static final String PREFIX = "signaling.";

    private final Config config;
    private final EnvironmentNames environment;
    private final List<String> problems = new ArrayList<>();
    private final Set<String> knownKeys = new HashSet<>();

    SettingsReader(Config config, EnvironmentNames environment) {
        this.config = config;
        this.environment = environment;
    }

    /** The value under a key, without white space around it; empty where there is none. */
    Optional<String> text(String key) {
        return text(key, false);
    }

    private Optional<String> text(String key, boolean secret) {
        boolean asked = !knownKeys.add(key);
        Optional<String> value = config.getOptionalValue(key, String.class);
        if (value.isEmpty() && !asked && raw(key).contains("${")) {
            problem(key + "=" + (secret ? "..." : raw(key))
                    + " refers to a setting that does not exist; set that one too, or write the value out");
        }
        return value.map(String::strip).filter(text -> !text.isEmpty());
    }

    /** {@return whether anything stands under a key, even if it cannot be used} */
    boolean isSet(String key) {
        return !raw(key).isBlank();
    }

    /** What stands under a key, with references to others as they were written; empty where nothing does. */
    private String raw(String key) {
        String raw = config.getConfigValue(key).getRawValue();
        return raw == null ? "" : raw;
    }

    /** The values of a comma-separated list, in their order, each once. */
    Set<String> list(String key) {
        Set<String> values = new LinkedHashSet<>();
        for (String value : text(key).orElse("").split(",")) {
            if (!value.isBlank()) {
                values.add(value.strip());
            }
        }
        return values;
    }

    /** A value that no message repeats. */
    Optional<Secret> secret(String key) {
        return text(key, true).map(Secret::new);
    }

    int integer(String key, int standard, int least, int most) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return standard;
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // answered below, with the range
        }
        problem(key + "=" + value.get() + " is not a whole number from " + least + " to " + most
                + "; leave it out for " + standard);
        return standard;
    }

    Duration seconds(String key, int standard, int least, int most) {
        return Duration.ofSeconds(integer(key, standard, least, most));
    }

    boolean onOff(String key, boolean standard) {
        String value = text(key).orElse(standard ? "on" : "off");
        if (!value.equals("on") && !value.equals("off")) {
            problem(key + "=" + value + " is neither on nor off");
        }
        return value.equals("on");
    }

    /** One of the names of an enumeration, in lower case and with hyphens. */
    <E extends Enum<E>> E choice(String key, E standard) {
        E[] choices = standard.getDeclaringClass().getEnumConstants();
        String value = text(key).orElse(name(standard));
        for (E choice : choices) {
            if (name(choice).equals(value)) {
                return choice;
            }
        }
        problem(key + "=" + value + " is not one of " + String.join(", ", Arrays.stream(choices)
                .map(SettingsReader::name).toList()));
        return standard;
    }

    private static String name(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An absolute http or https address without query and fragment. */
    Optional<URI> address(String key) {
        return text(key).flatMap(value -> {
            Optional<URI> address = HttpAddress.parse(value).filter(uri -> uri.getRawQuery() == null);
            if (address.isEmpty()) {
                problem(key + "=" + value + " is not an address; write it like https://idp.example/realms/a");
            }
            return address;
        });
    }

    /** The allowed web origins: {@code signaling.origins}, and the Go server's {@code CORS}. */
    Set<String> origins() {
        Set<String> origins = new LinkedHashSet<>();
        for (String key : List.of("signaling.origins", "CORS")) {
            for (String value : list(key)) {
                origin(value).ifPresentOrElse(origins::add, () -> problem(key + "=" + value
                        + " is not a web origin; write it like https://app.example or https://app.example:8443,"
                        + " without a path"));
            }
        }
        return Set.copyOf(origins);
    }

    /** Where browsers reach this server: an origin; {@code signaling.public-url}. */
    Optional<String> publicUrl() {
        String key = "signaling.public-url";
        return text(key).flatMap(value -> {
            Optional<String> origin = origin(value).filter(found -> found.matches("https?://.*"));
            if (origin.isEmpty()) {
                problem(key + "=" + value + " is not the address of a whole host; write it like https://calls.example,"
                        + " without a path");
            }
            return origin;
        });
    }

    /** An origin as browsers send it (RFC 6454, section 6.2): lower case, without the scheme's own port. */
    private static Optional<String> origin(String value) {
        if (value.equals("*")) {
            return Optional.of(value);
        }
        try {
            URI uri = new URI(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
            Optional<String> host = HttpAddress.host(uri);
            boolean plain = host.isPresent() && uri.getRawPath().isEmpty() && uri.getRawQuery() == null
                    && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
            if (!plain) {
                return Optional.empty();
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int port = HttpAddress.port(uri);
            boolean ownPort = port == -1 || scheme.equals("http") && port == 80
                    || scheme.equals("https") && port == 443;
            return Optional.of(scheme + "://" + host.get().toLowerCase(Locale.ROOT) + (ownPort ? "" : ":" + port));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** The Go server's {@code PORT}: the application server listens there, here it is only checked. */
    void port() {
        integer("PORT", 8080, 1, 65_535);
    }

    /** A key, or a variable of the environment, that starts with ours and that nobody asked for is a typing error. */
    void refuseUnknownKeys() {
        for (String key : config.getPropertyNames()) {
            if (key.startsWith(PREFIX) && !knownKeys.contains(key) && !fromEnvironment(key)) {
                problem(key + " is no setting of this server; the nearest one is " + nearest(key));
            }
        }
        for (String variable : environment.unknown(knownKeys)) {
            problem(variable + " is no setting of this server; the nearest one is "
                    + EnvironmentNames.variable(nearest(variable)));
        }
        environment.ambiguous(knownKeys).forEach((variable, keys) -> problem(variable + " stands for "
                + String.join(" and for ", keys) + "; rename an issuer, so that they differ in more than - and _"));
    }

    private boolean fromEnvironment(String key) {
        for (ConfigSource source : config.getConfigSources()) {
            Set<String> listed = source.getPropertyNames();
            if (listed.contains(key) && !environment.explain(key, listed)) {
                return false;
            }
        }
        return true;
    }

    /** {@return the keys that were asked for; never null} */
    Set<String> knownKeys() {
        return Set.copyOf(knownKeys);
    }

    /** The spelling that counts is the environment's: in it a key and a variable can be compared. */
    private String nearest(String wrong) {
        String best = PREFIX + "issuers";
        int bestDistance = Integer.MAX_VALUE;
        for (String key : new TreeSet<>(knownKeys)) {
            int distance = distance(EnvironmentNames.variable(wrong), EnvironmentNames.variable(key));
            if (key.startsWith(PREFIX) && distance < bestDistance) {
                bestDistance = distance;
                best = key;
            }
        }
        return best;
    }

    /** Levenshtein's distance of two keys. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    void problem(String sentence) {
        problems.add(sentence);
    }

    void throwIfWrong() {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }
}
