package org.signaling.settings;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The keys with which the servers of a cluster prove themselves to each other, both PKCS #12 files.
 *
 * @param keyStore the file with this server's own key and certificate; never null
 * @param keyStorePassword opens it; never null
 * @param trustStore the file with the certificates that others must be signed by; never null
 * @param trustStorePassword opens it; never null
 */
public record ClusterTls(Path keyStore, Secret keyStorePassword, Path trustStore, Secret trustStorePassword) {

    private static final String PREFIX = "signaling.cluster.tls.";

    static Optional<ClusterTls> read(SettingsReader reader) {
        Optional<String> keyStore = reader.text(PREFIX + "key-store");
        Optional<Secret> keyStorePassword = reader.secret(PREFIX + "key-store-password");
        Optional<String> trustStore = reader.text(PREFIX + "trust-store");
        Optional<Secret> trustStorePassword = reader.secret(PREFIX + "trust-store-password");
        if (keyStore.isEmpty() && keyStorePassword.isEmpty() && trustStore.isEmpty() && trustStorePassword.isEmpty()) {
            return Optional.empty();
        }
        if (keyStore.isEmpty() || keyStorePassword.isEmpty() || trustStore.isEmpty() || trustStorePassword.isEmpty()) {
            reader.problem(PREFIX + "key-store, key-store-password, trust-store and trust-store-password belong"
                    + " together; set all four, or none for a cluster without TLS");
            return Optional.empty();
        }
        return Optional.of(new ClusterTls(file(reader, "key-store", keyStore.get()), keyStorePassword.get(),
                file(reader, "trust-store", trustStore.get()), trustStorePassword.get()));
    }

    private static Path file(SettingsReader reader, String key, String value) {
        Path file = Path.of(value);
        if (!Files.isReadable(file)) {
            reader.problem(PREFIX + key + "=" + value + " cannot be read; name a PKCS #12 file");
        }
        return file;
    }
}
