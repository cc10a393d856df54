package org.signaling.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Properties;
import java.util.stream.Stream;

/** The settings that the server under test runs with, so that the tests can play the issuers where it looks for them. */
public final class ServerSettings {

    private static final Properties SETTINGS = load();

    private ServerSettings() {
    }

    private static Properties load() {
        Properties settings = new Properties();
        try (InputStream file = ServerSettings.class.getResourceAsStream("/server.properties")) {
            settings.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }

    /** All of them, each as {@code key=value}. */
    static Stream<String> all() {
        return SETTINGS.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue());
    }

    /** The {@code iss} of an issuer, by its name in the settings. */
    public static URI issuer(String name) {
        return URI.create(text("signaling.issuer." + name + ".issuer"));
    }

    /** The address that the server reaches an issuer by, where that is another one. */
    public static URI inside(String name) {
        return URI.create(text("signaling.issuer." + name + ".inside"));
    }

    /** The port of this machine that the TURN server is to be on. */
    static int turnPort() {
        return URI.create("//" + text("signaling.ice.turn").replaceFirst("^turn:", "")).getPort();
    }

    /** What the server shares with the TURN server. */
    static String turnSecret() {
        return text("signaling.ice.turn-secret");
    }

    /** A whole number. */
    public static int number(String key) {
        return Integer.parseInt(text(key));
    }

    private static String text(String key) {
        String value = SETTINGS.getProperty(key);
        if (value == null || value.contains("${")) {
            throw new IllegalStateException(key + "=" + value + " in server.properties; the build fills it in,"
                    + " so run mvn process-test-resources first");
        }
        return value;
    }
}
