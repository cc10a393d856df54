package org.signaling.testing;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.signaling.settings.Settings;

/** Settings for a test, read the way that the server reads them. */
public final class TestSettings {

    private TestSettings() {
    }

    /** The settings that these keys and values make. */
    public static Settings of(Map<String, String> values) {
        return Settings.read(new SmallRyeConfigBuilder()
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
