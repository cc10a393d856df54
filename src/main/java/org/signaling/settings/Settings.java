package org.signaling.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * All configuration of the server. Immutable; every value was checked when it was read.
 *
 * @param issuers the trusted issuers, in the order configured; never empty, no two with the same {@code iss}
 * @param origins the web origins that may connect besides the server's own, in their ASCII form
 *        ({@code https://app.example}); {@code *} for any; may be empty
 * @param clockSkew how far the clocks of issuers and of this server may differ
 * @param maxMessageBytes how many UTF-8 bytes a client's frame may have
 * @param maxMessageDepth how deep a client's JSON may nest
 * @param maxNonsense how many senseless frames in a row close a connection
 * @param maxQueuedMessages how many signaling messages wait for one connection at most
 * @param maxQueuedBytes how many characters of signaling messages wait for one connection at most
 * @param sendTimeout how long one frame may take to leave before its connection is closed
 * @param pingInterval how often each connection is pinged
 * @param pongTimeout how long its answer may take before the connection is closed
 * @param metrics who may read the metrics
 * @param presence whether users are told of comings and goings; the list is there on demand either way
 * @param publicUrl the origin under which browsers reach this server ({@code https://calls.example}); empty where the
 *        request says it
 * @param signInKey what the sign-in's cookies are sealed with; empty for a key of this process alone
 * @param signInSecondKey what opens them besides, while the key is changed; empty for none
 * @param ice the STUN and TURN servers
 * @param endAtExpiry whether connections end with their token
 * @param endless the issuers, as tokens name them, whose users' connections do not even so; may be empty
 * @param limits what one client may ask of the server
 * @param proxies the proxies in front of this server
 * @param visibility who sees and may message whom
 * @param cluster whether this server is one of several
 */
public record Settings(List<IssuerSettings> issuers, Set<String> origins, Duration clockSkew, int maxMessageBytes,
        int maxMessageDepth, int maxNonsense, int maxQueuedMessages, int maxQueuedBytes, Duration sendTimeout,
        Duration pingInterval, Duration pongTimeout, MetricsAccess metrics, boolean presence,
        Optional<String> publicUrl,
        Optional<Secret> signInKey, Optional<Secret> signInSecondKey, IceSettings ice, boolean endAtExpiry,
        Set<String> endless,
        LimitSettings limits,
        ProxySettings proxies, VisibilityRule visibility, ClusterSettings cluster) {

    private static final String END_AT_EXPIRY = "signaling.end-at-expiry";
    private static final String SIGN_IN_KEY = "signaling.signin.key";
    private static final String SIGN_IN_SECOND_KEY = "signaling.signin.second-key";
    private static final int MIN_KEY_BYTES = 32;

    /**
     * Reads and checks all settings.
     *
     * @param config where they stand; not null
     * @return the settings; never null
     * @throws SettingsException if any is missing or wrong; it names all of them at once
     */
    public static Settings read(Config config) {
        return read(config, System.getenv().keySet());
    }

    /**
     * Reads and checks all settings, in an environment of one's own.
     *
     * @param config where they stand; not null
     * @param environment the names of the environment's variables; not null
     * @return the settings; never null
     * @throws SettingsException if any is missing or wrong; it names all of them at once
     */
    public static Settings read(Config config, Set<String> environment) {
        SettingsReader reader = new SettingsReader(config, new EnvironmentNames(environment));
        Settings settings = read(reader);
        settings.checkSignInKey(reader);
        reader.port();
        reader.refuseUnknownKeys();
        reader.throwIfWrong();
        return settings;
    }

    static Settings read(SettingsReader reader) {
        List<IssuerSettings> issuers = new IssuersReader(reader).read();
        return new Settings(
                issuers,
                reader.origins(),
                reader.seconds("signaling.clock-skew", 30, 0, 300),
                reader.integer("signaling.message.max-bytes", 65_536, 1_024, 16_777_216),
                reader.integer("signaling.message.max-depth", 100, 2, 1_000),
                reader.integer("signaling.message.max-nonsense", 50, 1, 1_000_000),
                reader.integer("signaling.queue.max-messages", 256, 1, 100_000),
                reader.integer("signaling.queue.max-bytes", 1_048_576, 1_024, 1_073_741_824),
                reader.seconds("signaling.send-timeout", 20, 1, 3_600),
                reader.seconds("signaling.ping-interval", 25, 1, 3_600),
                reader.seconds("signaling.pong-timeout", 20, 1, 3_600),
                reader.choice("signaling.metrics", MetricsAccess.LOCAL),
                reader.onOff("signaling.presence", true),
                reader.publicUrl(),
                signInKey(reader, SIGN_IN_KEY),
                signInKey(reader, SIGN_IN_SECOND_KEY),
                IceSettings.read(reader),
                reader.onOff(END_AT_EXPIRY, true),
                endless(reader, issuers),
                LimitSettings.read(reader),
                ProxySettings.read(reader),
                reader.choice("signaling.policy.visibility", VisibilityRule.EVERYONE),
                ClusterSettings.read(reader));
    }

    /** Where nothing is said: clients of the Go server do not come back, or end their call when they are warned. */
    private static Set<String> endless(SettingsReader reader, List<IssuerSettings> issuers) {
        if (reader.isSet(END_AT_EXPIRY) || !reader.isSet(IssuersReader.PROVIDER)) {
            return Set.of();
        }
        return issuers.stream().filter(issuer -> issuer.name().equals(IssuersReader.GO_NAME))
                .map(IssuerSettings::issuer).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * {@return whether a connection ends with its token}
     *
     * @param issuer the token's issuer; not null
     */
    public boolean endsAtExpiry(String issuer) {
        return endAtExpiry && !endless.contains(issuer);
    }

    /** Each server of a cluster would make a key of its own, and none could open what another one sealed. */
    private void checkSignInKey(SettingsReader reader) {
        boolean signIn = issuers.stream().anyMatch(issuer -> issuer.client().isPresent());
        if (signIn && cluster.mode() != ClusterSettings.ClusterMode.NONE && signInKey.isEmpty()) {
            reader.problem(SIGN_IN_KEY
                    + " is missing: people sign in here, and this server is one of several; set it to"
                    + " the same long random text on all of them, such as the output of: openssl rand -base64 32");
        }
        if (signInSecondKey.isPresent() && signInKey.isEmpty()) {
            reader.problem(SIGN_IN_KEY + " is missing; " + SIGN_IN_SECOND_KEY + " is of use only beside it");
        }
    }

    private static Optional<Secret> signInKey(SettingsReader reader, String name) {
        Optional<Secret> key = reader.secret(name);
        if (key.isPresent() && key.get().bytes().length < MIN_KEY_BYTES) {
            reader.problem(name + " has less than " + MIN_KEY_BYTES
                    + " characters; set it to a long random text, such as the output of: openssl rand -base64 32");
        }
        return key;
    }
}
