package org.signaling.testing;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A key pair of a {@link TestIssuer}. Immutable.
 *
 * @param kid the key's id; null for a key without one
 * @param algorithm the JOSE name of the algorithm to sign with: RS256, PS256, ES256, EdDSA or Ed25519
 * @param pair the keys
 */
public record SigningKey(String kid, String algorithm, KeyPair pair) {

    /** Makes a new RSA key of 2,048 bits that signs with RS256. */
    public static SigningKey rsa(String kid) {
        return rsa(kid, 2_048);
    }

    /** Makes a new RSA key of any size. */
    public static SigningKey rsa(String kid, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new SigningKey(kid, "RS256", generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a new P-256 key that signs with ES256. */
    public static SigningKey ec(String kid) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return new SigningKey(kid, "ES256", generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a new Ed25519 key that signs with EdDSA. */
    public static SigningKey ed25519(String kid) {
        try {
            return new SigningKey(kid, "EdDSA", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same key pair for another algorithm of its family. */
    public SigningKey as(String otherAlgorithm) {
        return new SigningKey(kid, otherAlgorithm, pair);
    }

    /** The same key pair under another id. */
    public SigningKey called(String otherKid) {
        return new SigningKey(otherKid, algorithm, pair);
    }

    /** The public half as a JWK (RFC 7517), to be changed at will; it names its kid and nothing else about its use. */
    public Map<String, Object> publicJwk() {
        Map<String, Object> jwk = new LinkedHashMap<>();
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            jwk.putAll(new RSAKey.Builder(rsa).build().toJSONObject());
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            jwk.putAll(new ECKey.Builder(Curve.P_256, ec).build().toJSONObject());
        } else {
            jwk.put("kty", "OKP");
            jwk.put("crv", "Ed25519");
            jwk.put("x", Base64.getUrlEncoder().withoutPadding().encodeToString(edwardsPoint()));
        }
        if (kid != null) {
            jwk.put("kid", kid);
        }
        return jwk;
    }

    /** RFC 8032, section 5.1.2: y in little endian order, the sign of x in the highest bit. */
    private byte[] edwardsPoint() {
        EdECPublicKey key = (EdECPublicKey) pair.getPublic();
        byte[] point = new byte[32];
        BigInteger y = key.getPoint().getY();
        for (int i = 0; i < point.length; i++) {
            point[i] = y.shiftRight(8 * i).byteValue();
        }
        if (key.getPoint().isXOdd()) {
            point[31] |= (byte) 0x80;
        }
        return point;
    }

    /** Signs as JWS wants it (RFC 7518, section 3; RFC 8037). */
    public byte[] sign(byte[] input) {
        try {
            Signature signature = Signature.getInstance(switch (algorithm) {
                case "RS256" -> "SHA256withRSA";
                case "PS256" -> "RSASSA-PSS";
                case "ES256" -> "SHA256withECDSAinP1363Format";
                case "EdDSA", "Ed25519" -> "Ed25519";
                default -> throw new IllegalArgumentException(algorithm);
            });
            if (algorithm.equals("PS256")) {
                signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            signature.initSign(pair.getPrivate());
            signature.update(input);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
