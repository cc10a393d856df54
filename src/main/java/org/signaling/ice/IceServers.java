package org.signaling.ice;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.signaling.message.IceServer;
import org.signaling.message.MessageWriter;
import org.signaling.message.UserId;
import org.signaling.settings.IceSettings;
import org.signaling.settings.Secret;
import org.signaling.settings.Settings;

/**
 * Tells a client its STUN and TURN servers. The credentials for TURN are made on the spot and end by themselves (a REST
 * API for access to TURN services, draft-uberti-behave-turn-rest-00): the user name is the second of expiry, a colon and
 * who asks; the password is its HMAC-SHA1 under the secret that this server shares with the TURN servers. For all
 * threads.
 */
@ApplicationScoped
public class IceServers {

    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    /** Enough to tell users apart in the TURN server's log. */
    private static final int USER_BYTES = 12;

    private IceSettings settings;
    private Clock clock;

    /** For the container's proxy. */
    protected IceServers() {
    }

    /**
     * @param settings the servers and the secret; not null
     */
    @Inject
    public IceServers(Settings settings) {
        this(settings, Clock.systemUTC());
    }

    IceServers(Settings settings, Clock clock) {
        this.settings = settings.ice();
        this.clock = clock;
    }

    /**
     * Answers a client.
     *
     * @param user who asks; not null
     * @return the frame; never null
     */
    public String answer(UserId user) {
        return MessageWriter.iceServers(servers(user), settings.turnTtl());
    }

    List<IceServer> servers(UserId user) {
        List<IceServer> servers = new ArrayList<>();
        if (!settings.stun().isEmpty()) {
            servers.add(new IceServer(settings.stun(), null, null));
        }
        if (!settings.turn().isEmpty()) {
            Secret secret = settings.turnSecret().orElseThrow();
            String username = clock.instant().plus(settings.turnTtl()).getEpochSecond() + ":" + alias(user, secret);
            servers.add(new IceServer(settings.turn(), username,
                    BASE64.encodeToString(hmac("HmacSHA1", secret, username))));
        }
        return servers;
    }

    /** Always the same for a user, but nobody without the secret can find out whose it is. */
    private static String alias(UserId user, Secret secret) {
        byte[] hash = hmac("HmacSHA256", secret, "user\n" + user.issuer() + "\n" + user.subject());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, USER_BYTES));
    }

    private static byte[] hmac(String algorithm, Secret secret, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.bytes(), algorithm));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
