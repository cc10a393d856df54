package org.signaling.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The servers that help clients to reach each other, configured under {@code signaling.ice.*}.
 *
 * @param stun the {@code stun:} addresses (RFC 7064), in the order configured; may be empty
 * @param turn the {@code turn:} and {@code turns:} addresses (RFC 7065), in the order configured; may be empty
 * @param turnSecret what this server shares with the TURN servers; present wherever {@code turn} is not empty
 * @param turnTtl how long a credential for the TURN servers holds
 */
public record IceSettings(List<String> stun, List<String> turn, Optional<Secret> turnSecret, Duration turnTtl) {

    private static final String HOST = "(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?";
    private static final Pattern STUN = Pattern.compile("stuns?:" + HOST);
    private static final Pattern TURN = Pattern.compile("turns?:" + HOST + "(\\?transport=(udp|tcp))?");

    static IceSettings read(SettingsReader reader) {
        List<String> stun = addresses(reader, "signaling.ice.stun", STUN, "stun:stun.example:3478");
        List<String> turn = addresses(reader, "signaling.ice.turn", TURN, "turn:turn.example:3478?transport=udp");
        Optional<Secret> secret = reader.secret("signaling.ice.turn-secret");
        if (!turn.isEmpty() && secret.isEmpty()) {
            reader.problem("signaling.ice.turn-secret is missing: without it nobody could use the TURN servers;"
                    + " set it to their static-auth-secret");
        }
        return new IceSettings(stun, turn, secret, reader.seconds("signaling.ice.turn-ttl", 3_600, 60, 604_800));
    }

    private static List<String> addresses(SettingsReader reader, String key, Pattern form, String example) {
        Set<String> addresses = reader.list(key);
        for (String address : addresses) {
            if (!form.matcher(address).matches()) {
                reader.problem(key + "=" + address + " is not possible; write it like " + example);
            }
        }
        return List.copyOf(addresses);
    }
}
