package org.signaling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Keys for TLS between servers, made by the JDK's {@code keytool}, in PKCS #12 files with one password. */
public final class TestKeys {

    /** Opens all of them. */
    public static final String PASSWORD = "changeit";

    private TestKeys() {
    }

    /**
     * A key with a certificate that it signed itself.
     *
     * @param directory where to put the file
     * @param name its name, which is also the certificate's
     * @return the file
     */
    public static Path own(Path directory, String name) {
        Path file = directory.resolve(name + ".p12");
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name,
                "-validity", "30", "-keystore", file.toString());
        return file;
    }

    /**
     * A file of certificates to trust.
     *
     * @param directory where to put it
     * @param name its name
     * @param trusted files that {@link #own} made
     * @return the file
     */
    public static Path trusting(Path directory, String name, Path... trusted) {
        Path file = directory.resolve(name + ".p12");
        for (Path key : trusted) {
            String alias = key.getFileName().toString().replace(".p12", "");
            Path certificate = directory.resolve(alias + ".cer");
            keytool("-exportcert", "-alias", alias, "-file", certificate.toString(), "-keystore", key.toString());
            keytool("-importcert", "-noprompt", "-alias", alias, "-file", certificate.toString(), "-keystore",
                    file.toString());
        }
        return file;
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                .toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Path output = Files.createTempFile("keytool", ".txt");
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + Files.readString(output));
            }
            Files.delete(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
