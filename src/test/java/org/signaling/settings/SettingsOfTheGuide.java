package org.signaling.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every setting that docs/configuration.md and docs/signin.md list, with a value that is right and not the default. NAME
 * stands for the issuer {@code the-staff}; FILE is a file that is there.
 */
public final class SettingsOfTheGuide {

    /** The issuer's name. */
    static final String ISSUER = "the-staff";

    private static final Pattern ROW = Pattern.compile("^\\| (`[^|]*`) \\|", Pattern.MULTILINE);
    private static final Pattern KEY = Pattern.compile("`([^`]+)`");

    private static final Map<String, String> VALUES = values();

    private SettingsOfTheGuide() {
    }

    private static Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        Stream.of("""
                signaling.issuers                           the-staff
                signaling.issuer.NAME.issuer                https://idp.example/staff
                signaling.issuer.NAME.audiences             calls,meetings
                signaling.issuer.NAME.inside                http://127.0.0.1:1/staff
                signaling.issuer.NAME.jwks-uri              http://127.0.0.1:1/staff/keys
                signaling.issuer.NAME.algorithms            ES256
                signaling.issuer.NAME.username-claim        nickname
                signaling.issuer.NAME.required-scopes       calls
                signaling.issuer.NAME.required-groups       talkers
                signaling.issuer.NAME.groups-claim          realm_access.roles
                signaling.issuer.NAME.admin-group           chiefs
                signaling.issuer.NAME.client-id             the-client
                signaling.issuer.NAME.client-secret         the-client's-secret
                signaling.issuer.NAME.scopes                email
                signaling.issuer.NAME.label                 Staff
                signaling.issuer.NAME.authorization-parameters  prompt=login
                signaling.end-at-expiry                     off
                signaling.clock-skew                        7
                signaling.origins                           https://app.example
                signaling.public-url                        https://calls.example
                signaling.signin.key                        a-key-of-more-than-thirty-two-characters
                signaling.signin.second-key                 another-key-of-more-than-thirty-two-characters
                signaling.ice.stun                          stun:stun.example:3478
                signaling.ice.turn                          turn:turn.example:3478?transport=udp
                signaling.ice.turn-secret                   the-turn-secret
                signaling.ice.turn-ttl                      61
                signaling.message.max-bytes                 2048
                signaling.message.max-depth                 11
                signaling.message.max-nonsense              12
                signaling.queue.max-messages                13
                signaling.queue.max-bytes                   2049
                signaling.send-timeout                      14
                signaling.ping-interval                     15
                signaling.pong-timeout                      16
                signaling.limit.messages-per-second         17
                signaling.limit.message-burst               18
                signaling.limit.connections-per-user        19
                signaling.limit.connections-per-address     20
                signaling.limit.connections                 21
                signaling.limit.refusals-per-minute         22
                signaling.limit.verified-tokens             23
                signaling.limit.connects-per-minute         24
                signaling.limit.stays-per-minute            25
                signaling.limit.delay                       26
                signaling.proxies                           192.0.2.0/24
                signaling.proxy-header                      forwarded
                signaling.policy.required-scopes            others
                signaling.policy.required-groups            other-groups
                signaling.policy.visibility                 issuer-group
                signaling.presence                          off
                signaling.cluster                           none
                signaling.cluster.name                      the-cluster
                signaling.cluster.bind-address              127.0.0.1
                signaling.cluster.bind-port                 7801
                signaling.cluster.discovery                 dns
                signaling.cluster.hosts                     a.example:7800
                signaling.cluster.dns                       signaling.example
                signaling.cluster.tls.key-store             FILE
                signaling.cluster.tls.key-store-password    the-key-store-password
                signaling.cluster.tls.trust-store           FILE
                signaling.cluster.tls.trust-store-password  the-trust-store-password
                signaling.cluster.stack                     FILE
                signaling.cluster.grace                     8
                signaling.cluster.queue.max-messages        101
                signaling.cluster.queue.max-bytes           65537
                signaling.metrics                           off
                PROVIDER                                    http://127.0.0.1:2/go
                OUTSIDEISSUER                               https://idp.example/go
                AUDIENCE                                    go-client
                CORS                                        https://go.example
                """.split("\n")).map(line -> line.split(" +")).forEach(
                pair -> values.put(pair[0], pair[1].replace("FILE", Path.of("pom.xml").toAbsolutePath().toString())));
        return values;
    }

    /** All keys but {@code PORT}, which application servers read in their own ways, with their values. */
    static Map<String, String> right() {
        return VALUES.entrySet().stream()
                .collect(Collectors.toMap(entry -> named(entry.getKey()), Map.Entry::getValue));
    }

    /** The keys in the tables of the guides, with NAME in place of the issuer's name. */
    static Set<String> documented() {
        Set<String> keys = new TreeSet<>();
        for (String guide : List.of("configuration", "signin")) {
            Matcher row = ROW.matcher(read(Path.of("docs", guide + ".md")));
            while (row.find()) {
                String before = "";
                Matcher key = KEY.matcher(row.group(1));
                while (key.find()) {
                    String text = key.group(1);
                    if (text.startsWith(".")) {
                        text = before.substring(0, before.lastIndexOf('.')) + text;
                    }
                    before = text;
                    keys.add(text);
                }
            }
        }
        keys.removeIf(key -> !key.matches("signaling\\.[A-Za-z.-]+|[A-Z]+") || key.startsWith("signaling.v")
                || key.startsWith("signaling.token"));
        return keys;
    }

    /** The keys that have values here, with NAME. */
    static Set<String> tried() {
        return new TreeSet<>(VALUES.keySet());
    }

    static String named(String key) {
        return key.replace("NAME", ISSUER);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
