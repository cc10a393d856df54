package org.signaling.testing;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
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
        return of(properties);
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

    /** The settings that these keys and values make. */
    public static Settings of(Map<String, String> values) {
        return Settings.read(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(values, "test", 100))
                .build());
    }

    /** Settings that trust one issuer, under the name {@code a}; further keys of it go without their prefix. */
    public static Settings trusting(TestIssuer issuer, Map<String, String> more) {
        Map<String, String> values = new HashMap<>();
        values.put("signaling.issuers", "a");
        values.put("signaling.issuer.a.issuer", issuer.issuer());
        values.put("signaling.issuer.a.audiences", TestIssuer.AUDIENCE);
        more.forEach((key, value) -> values.put("signaling.issuer.a." + key, value));
        return of(values);
    }
}
