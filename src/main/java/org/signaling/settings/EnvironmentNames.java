package org.signaling.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of the environment's variables, in the alphabet in which MicroProfile Config looks keys up there (3.1,
 * "Environment Variables Mapping Rules"): letters, digits and underscores. Servers list a variable as it stands, or with
 * dots for all underscores, as a key that nobody wrote; so neither list can be compared with keys. Immutable.
 */
final class EnvironmentNames {

    private static final String PREFIX = "SIGNALING_";
    /** What Kubernetes sets in every container for a service whose name begins with ours, and Docker for a link. */
    private static final Pattern INJECTED = Pattern.compile("SIGNALING_PORT|SIGNALING_(.+_)?SERVICE_(HOST|PORT(_.+)?)"
            + "|SIGNALING_(.+_)?PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");
    /** A further one of Kubernetes, which could be a mistyped key as well, were this one not beside it. */
    private static final String INJECTED_PORT = "_PORT";
    private static final String INJECTED_HOST = "_SERVICE_HOST";

    private final Set<String> names;

    EnvironmentNames(Set<String> names) {
        this.names = new TreeSet<>(names);
    }

    /** {@return the variable that a key is looked up as last} */
    static String variable(String key) {
        return underscores(key).toUpperCase(Locale.ROOT);
    }

    private static String underscores(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_");
    }

    /** {@return whether a source lists a key for a variable, which it lists as well or as this key} */
    boolean explain(String key, Set<String> listed) {
        for (String name : listed) {
            if (!name.equals(key) && names.contains(name) && variable(name).equals(variable(key))) {
                return true;
            }
        }
        return names.contains(key);
    }

    /** {@return the variables that are meant for this server, and that no key is looked up as; sorted} */
    List<String> unknown(Set<String> keys) {
        Set<String> readable = keys.stream().flatMap(key -> List.of(key, underscores(key), variable(key)).stream())
                .collect(Collectors.toSet());
        return names.stream().filter(name -> variable(name).startsWith(PREFIX) && !readable.contains(name)
                && !injected(variable(name))).toList();
    }

    private boolean injected(String variable) {
        return INJECTED.matcher(variable).matches() || variable.endsWith(INJECTED_PORT)
                && names.contains(variable.replaceAll(INJECTED_PORT + "$", INJECTED_HOST));
    }

    /** {@return the variables that are there and stand for several keys, with these keys; sorted} */
    Map<String, List<String>> ambiguous(Set<String> keys) {
        Map<String, List<String>> byVariable = new TreeMap<>();
        for (String key : keys) {
            byVariable.computeIfAbsent(variable(key), variable -> new ArrayList<>()).add(key);
        }
        byVariable.values().removeIf(same -> same.size() < 2);
        byVariable.keySet().retainAll(names);
        byVariable.values().forEach(same -> same.sort(Comparator.naturalOrder()));
        return byVariable;
    }
}
