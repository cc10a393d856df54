package org.signaling.testing;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.signaling.settings.Settings;

/** Settings as a test wants them, read the way the server reads them. */
public final class TestSettings {

    private TestSettings() {
    }

    /**
     * Only what is given.
     *
     * @param keysAndValues alternating
     * @return the settings
     */
    public static Settings only(String... keysAndValues) {
        Map<String, String> properties = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.read(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build(), Set.of());
    }

    /**
     * One issuer, {@code https://idp.example/a}, and what is given.
     *
     * @param keysAndValues alternating
     * @return the settings
     */
    public static Settings with(String... keysAndValues) {
        String[] all = new String[keysAndValues.length + 6];
        System.arraycopy(new String[]{"signaling.issuers", "a", "signaling.issuer.a.issuer", "https://idp.example/a",
            "signaling.issuer.a.audiences", "signaling"}, 0, all, 0, 6);
        System.arraycopy(keysAndValues, 0, all, 6, keysAndValues.length);
        return only(all);
    }

    /**
     * One issuer that is there, under the name {@code a}.
     *
     * @param issuer whom to trust
     * @param more further settings of this issuer, without {@code signaling.issuer.a.}; they win
     * @return the settings
     */
    public static Settings trusting(TestIssuer issuer, Map<String, String> more) {
        Map<String, String> all = new HashMap<>();
        all.put("signaling.issuers", "a");
        all.put("signaling.issuer.a.issuer", issuer.issuer());
        all.put("signaling.issuer.a.audiences", TestIssuer.AUDIENCE);
        more.forEach((key, value) -> all.put("signaling.issuer.a." + key, value));
        return only(all.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray(String[]::new));
    }
}
