package org.signaling.handshake;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One public key that may verify signatures, with the algorithms that it is good for. RSA and elliptic curves are
 * verified by Nimbus, Ed25519 by the JDK (Nimbus would need another library for it). Immutable, for all threads.
 */
final class SignatureKey {

    private static final int MIN_RSA_BITS = 2_048;
    private static final int ED25519_BYTES = 32;
    private static final int ED25519_SIGNATURE_BYTES = 64;
    private static final Set<String> RSA = Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");
    private static final Set<String> EDWARDS = Set.of("EdDSA", "Ed25519");
    private static final Map<Curve, String> CURVES = Map.of(Curve.P_256, "ES256", Curve.P_384, "ES384", Curve.P_521,
            "ES512");

    private final String kid;
    private final PublicKey key;
    private final Set<String> algorithms;

    private SignatureKey(String kid, PublicKey key, Set<String> algorithms) {
        this.kid = kid;
        this.key = key;
        this.algorithms = algorithms;
    }

    /**
     * Takes a key that an issuer publishes (RFC 7517, section 4), if it is fit to verify signatures.
     *
     * @param jwk the key; not null
     * @throws GeneralSecurityException if it is not; the message says why
     */
    static SignatureKey of(JWK jwk) throws GeneralSecurityException {
        if (jwk.isPrivate()) {
            throw new GeneralSecurityException("it is a private or symmetric key");
        }
        if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
            throw new GeneralSecurityException("its use is " + jwk.getKeyUse());
        }
        if (jwk.getKeyOperations() != null && !jwk.getKeyOperations().contains(KeyOperation.VERIFY)) {
            throw new GeneralSecurityException("its key_ops have no verify");
        }
        if (jwk.getKeyRevocation() != null) {
            throw new GeneralSecurityException("it is revoked");
        }
        Set<String> algorithms = algorithms(jwk);
        if (jwk.getAlgorithm() != null) {
            String only = jwk.getAlgorithm().getName();
            if (!algorithms.contains(only)) {
                throw new GeneralSecurityException("its alg does not fit its type");
            }
            algorithms = Set.of(only);
        }
        return new SignatureKey(jwk.getKeyID(), publicKey(jwk), algorithms);
    }

    private static Set<String> algorithms(JWK jwk) throws GeneralSecurityException {
        if (jwk instanceof RSAKey rsa) {
            if (rsa.size() < MIN_RSA_BITS) {
                throw new GeneralSecurityException("RSA with " + rsa.size() + " bits is too weak");
            }
            WeakKeys.checkRsa(rsa.getModulus().decodeToBigInteger());
            return RSA;
        }
        if (jwk instanceof ECKey ec && CURVES.containsKey(ec.getCurve())) {
            return Set.of(CURVES.get(ec.getCurve()));
        }
        if (jwk instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)) {
            return EDWARDS;
        }
        throw new GeneralSecurityException("its type or curve is not supported");
    }

    private static PublicKey publicKey(JWK jwk) throws GeneralSecurityException {
        try {
            if (jwk instanceof RSAKey rsa) {
                return rsa.toRSAPublicKey();
            }
            return jwk instanceof ECKey ec ? ec.toECPublicKey() : ed25519(jwk.toOctetKeyPair().getDecodedX());
        } catch (JOSEException e) {
            throw new GeneralSecurityException("its numbers are wrong", e);
        }
    }

    /** RFC 8032, section 5.1.2: y in little endian order, the sign of x in the highest bit. */
    private static PublicKey ed25519(byte[] x) throws GeneralSecurityException {
        if (x.length != ED25519_BYTES) {
            throw new GeneralSecurityException("Ed25519 has 32 bytes, not " + x.length);
        }
        byte[] bigEndian = new byte[ED25519_BYTES];
        for (int i = 0; i < ED25519_BYTES; i++) {
            bigEndian[i] = x[ED25519_BYTES - 1 - i];
        }
        boolean odd = bigEndian[0] < 0;
        bigEndian[0] &= 0x7f;
        BigInteger y = new BigInteger(1, bigEndian);
        WeakKeys.checkEd25519(y);
        EdECPoint point = new EdECPoint(odd, y);
        PublicKey key = KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
        Signature.getInstance("Ed25519").initVerify(key);
        return key;
    }

    /** {@return the key's id, null if it has none} */
    String kid() {
        return kid;
    }

    /** {@return whether the key may verify this algorithm} */
    boolean fits(String algorithm) {
        return algorithms.contains(algorithm);
    }

    /** {@return whether both are the same key under the same id, for the same algorithms} */
    boolean sameAs(SignatureKey that) {
        return equals(that) && Objects.equals(kid, that.kid) && algorithms.equals(that.algorithms);
    }

    /** {@return whether both are the same key, whatever it is called} */
    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof SignatureKey that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /**
     * Verifies a signature.
     *
     * @param algorithm one that fits
     * @return whether this key made it; false as well for bytes that are no signature at all
     */
    boolean verify(String algorithm, byte[] signedBytes, byte[] signature) {
        try {
            if (EDWARDS.contains(algorithm)) {
                if (signature.length != ED25519_SIGNATURE_BYTES) {
                    // the JDK overlooks what comes behind a good one
                    return false;
                }
                Signature ed25519 = Signature.getInstance("Ed25519");
                ed25519.initVerify(key);
                ed25519.update(signedBytes);
                return ed25519.verify(signature);
            }
            JWSVerifier verifier = key instanceof ECPublicKey ec
                    ? new ECDSAVerifier(ec)
                    : new RSASSAVerifier((RSAPublicKey) key);
            return verifier.verify(new JWSHeader(JWSAlgorithm.parse(algorithm)), signedBytes,
                    Base64URL.encode(signature));
        } catch (GeneralSecurityException | JOSEException e) {
            return false;
        }
    }
}
