package org.signaling.handshake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.signaling.settings.Secret;

/**
 * Closes a text so that the browser that carries it can neither read nor change it: AES-256-GCM (NIST SP 800-38D) with a
 * random IV. A text sealed for one purpose does not open for another. Immutable, for all threads.
 */
public final class Seal {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    private final Optional<SecretKeySpec> second;

    /**
     * @param secret what the key is made of, the same on all nodes; empty for a key that lives as long as this object
     * @param second what another key is made of, which opens but does not seal, while keys are changed; empty for none
     */
    public Seal(Optional<Secret> secret, Optional<Secret> second) {
        key = key(secret.map(Secret::bytes).orElseGet(this::randomBytes));
        this.second = second.map(Secret::bytes).map(Seal::key);
    }

    private static SecretKeySpec key(byte[] bytes) {
        try {
            return new SecretKeySpec(MessageDigest.getInstance("SHA-256").digest(bytes), "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** 256 bits. */
    private byte[] randomBytes() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return bytes;
    }

    /** {@return 256 random bits, fit for a URL; never null} */
    public String randomText() {
        return encode(randomBytes());
    }

    /**
     * {@return the text, sealed, in the characters of base64url; never null}
     *
     * @param purpose what for; not null
     * @param text the text; not null
     */
    public String seal(String purpose, String text) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, iv, purpose)
                    .doFinal(text.getBytes(StandardCharsets.UTF_8));
            return encode(ByteBuffer.allocate(IV_BYTES + sealed.length).put(iv).put(sealed).array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /**
     * {@return the text that was sealed; empty if it was not sealed with one of the keys for this purpose}
     *
     * @param purpose what for; not null
     * @param sealed the sealed text; may be null
     */
    public Optional<String> open(String purpose, String sealed) {
        if (sealed == null) {
            return Optional.empty();
        }
        return open(key, purpose, sealed).or(() -> second.flatMap(other -> open(other, purpose, sealed)));
    }

    private static Optional<String> open(SecretKeySpec key, String purpose, String sealed) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(sealed));
            if (bytes.remaining() <= IV_BYTES) {
                return Optional.empty();
            }
            byte[] iv = new byte[IV_BYTES];
            bytes.get(iv);
            byte[] text = new byte[bytes.remaining()];
            bytes.get(text);
            byte[] opened = cipher(Cipher.DECRYPT_MODE, key, iv, purpose).doFinal(text);
            return Optional.of(new String(opened, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Cipher cipher(int mode, SecretKeySpec key, byte[] iv, String purpose)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, iv));
        cipher.updateAAD(purpose.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
