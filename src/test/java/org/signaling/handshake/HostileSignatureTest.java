package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.settings.Settings;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;
import org.signaling.testing.TokenBuilder;

/** Signatures that have fooled verifiers before, most of them after Wycheproof's, and keys that nobody should trust. */
class HostileSignatureTest {

    private static final SigningKey RSA = SigningKey.rsa("rsa");
    private static final SigningKey EC = SigningKey.ec("ec");
    private static final SigningKey EDWARDS = SigningKey.ed25519("ed");
    private static final SigningKey STRANGER = SigningKey.rsa("stranger");
    /** The order of P-256 (FIPS 186-5), and that of Ed25519's base point (RFC 8032, section 5.1). */
    private static final BigInteger P256 = new BigInteger(
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final BigInteger ED25519 = BigInteger.TWO.pow(252)
            .add(new BigInteger("27742317777372353535851937790883648493"));

    private static TestIssuer issuer;
    private static TrustedIssuers issuers;
    private static TokenVerifier verifier;

    @BeforeAll
    static void start() {
        issuer = TestIssuer.start(0, "/realms/a", RSA);
        issuer.publish(List.of(RSA.publicJwk(), EC.publicJwk(), EDWARDS.publicJwk(), with(RSA, "e-is-1", "e", "AQ"),
                with(EC, "off-the-curve", "y", with(SigningKey.ec("other"), "x", "x", "").get("y")),
                with(EC, "of-secrets", "crv", "secp256k1"), with(EDWARDS, "short", "x", "AAAA"),
                Map.of("kty", "RSA", "kid", "huge", "e", "AQAB", "n", TokenBuilder.encode(odd(32_768)))));
        Settings settings = TestSettings.trusting(issuer, Map.of());
        issuers = new TrustedIssuers(settings, Clock.systemUTC());
        verifier = new TokenVerifier(issuers, settings.clockSkew(), Clock.systemUTC(), 0);
    }

    @AfterAll
    static void stop() {
        issuers.close();
        issuer.close();
    }

    private static Map<String, Object> with(SigningKey key, String kid, String name, Object value) {
        Map<String, Object> jwk = key.called(kid).publicJwk();
        jwk.put(name, value);
        return jwk;
    }

    private static byte[] odd(int bits) {
        byte[] number = new byte[bits / 8];
        Arrays.fill(number, (byte) 0xff);
        return number;
    }

    static Stream<Arguments> signatures() {
        return Stream.of(
                attack("ECDSA: r and s are 0", EC, s -> new byte[64]),
                attack("ECDSA: r is 0", EC, s -> join(new byte[32], half(s, 1))),
                attack("ECDSA: s is 0", EC, s -> join(half(s, 0), new byte[32])),
                attack("ECDSA: r and s are 1", EC, s -> join(fixed(BigInteger.ONE), fixed(BigInteger.ONE))),
                attack("ECDSA: r and s are the order", EC, s -> join(fixed(P256), fixed(P256))),
                attack("ECDSA: r is the order", EC, s -> join(fixed(P256), half(s, 1))),
                attack("ECDSA: s plus the order", EC, s -> join(half(s, 0), fixed(number(half(s, 1)).add(P256)))),
                attack("ECDSA: r and s exchanged", EC, s -> join(half(s, 1), half(s, 0))),
                attack("ECDSA: all bits set", EC, s -> odd(512)),
                attack("ECDSA: DER in place of r and s", EC, HostileSignatureTest::der),
                attack("ECDSA: a zero before r", EC, s -> join(new byte[1], s)),
                attack("ECDSA: a zero behind s", EC, s -> join(s, new byte[1])),
                attack("ECDSA: half of it", EC, s -> half(s, 0)),
                attack("ECDSA: empty", EC, s -> new byte[0]),
                attack("Ed25519: zeros", EDWARDS, s -> new byte[64]),
                attack("Ed25519: the neutral point and 0", EDWARDS, s -> join(new byte[]{1}, new byte[63])),
                attack("Ed25519: S plus the order", EDWARDS, HostileSignatureTest::withLargeS),
                attack("Ed25519: S is the order", EDWARDS, s -> join(half(s, 0), littleEndian(ED25519))),
                attack("Ed25519: one bit of R", EDWARDS, s -> flipped(s, 3)),
                attack("Ed25519: too short", EDWARDS, s -> Arrays.copyOf(s, 63)),
                attack("Ed25519: too long", EDWARDS, s -> Arrays.copyOf(s, 65)),
                attack("Ed25519: empty", EDWARDS, s -> new byte[0]),
                attack("RSA: zeros", RSA, s -> new byte[256]),
                attack("RSA: 1", RSA, s -> join(new byte[255], new byte[]{1})),
                attack("RSA: a zero in front", RSA, s -> join(new byte[1], s)),
                attack("RSA: a zero behind", RSA, s -> join(s, new byte[1])),
                attack("RSA: plus the modulus", RSA, s -> number(s).add(modulus()).toByteArray()),
                attack("RSA: one bit", RSA, s -> flipped(s, 255)),
                attack("RSA: one byte less", RSA, s -> Arrays.copyOf(s, 255)),
                attack("PS256 called RS256", RSA.as("PS256"), s -> s, "RS256"),
                attack("RS256 called PS256", RSA, s -> s, "PS256"));
    }

    private static Arguments attack(String name, SigningKey key, UnaryOperator<byte[]> change) {
        return attack(name, key, change, key.algorithm());
    }

    private static Arguments attack(String name, SigningKey key, UnaryOperator<byte[]> change, String algorithm) {
        return arguments(name, key, change, algorithm);
    }

    private static byte[] half(byte[] signature, int index) {
        return Arrays.copyOfRange(signature, 32 * index, 32 * (index + 1));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static BigInteger number(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    /** 32 bytes, or 33 where the number is too large for them. */
    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[Math.max(32, number.bitLength() + 7 >> 3)];
        int length = Math.min(bytes.length, fixed.length);
        System.arraycopy(bytes, bytes.length - length, fixed, fixed.length - length, length);
        return fixed;
    }

    private static byte[] littleEndian(BigInteger number) {
        byte[] bytes = fixed(number);
        for (int i = 0; i < bytes.length / 2; i++) {
            byte swapped = bytes[i];
            bytes[i] = bytes[bytes.length - 1 - i];
            bytes[bytes.length - 1 - i] = swapped;
        }
        return bytes;
    }

    /** A verifier that does not look at the size of S takes both for the same. */
    private static byte[] withLargeS(byte[] signature) {
        byte[] bigEndian = littleEndian(number(half(signature, 1)));
        return join(half(signature, 0), littleEndian(number(bigEndian).add(ED25519)));
    }

    private static byte[] flipped(byte[] signature, int index) {
        byte[] flipped = signature.clone();
        flipped[index] ^= 1;
        return flipped;
    }

    private static byte[] der(byte[] signature) {
        byte[] r = number(half(signature, 0)).toByteArray();
        byte[] s = number(half(signature, 1)).toByteArray();
        byte[] body = join(join(new byte[]{2, (byte) r.length}, r), join(new byte[]{2, (byte) s.length}, s));
        return join(new byte[]{0x30, (byte) body.length}, body);
    }

    private static BigInteger modulus() {
        return ((RSAPublicKey) RSA.pair().getPublic()).getModulus();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("signatures")
    void isNoSignature(String name, SigningKey key, UnaryOperator<byte[]> change, String algorithm) {
        String token = issuer.builder().signWith(key).header("alg", algorithm)
                .signBy(in -> change.apply(key.sign(in))).build();

        assertThat(refusal(token).reason()).as(name).isEqualTo(Reason.BAD_SIGNATURE);
    }

    private static TokenRejected refusal(String token) {
        TokenRejected refusal = catchThrowableOfType(TokenRejected.class, () -> verifier.verify(token));
        assertThat(refusal).isNotNull();
        return refusal;
    }

    /** With an exponent of 1 everything is its own signature; 32,768 bits take a second to verify. */
    @ParameterizedTest
    @MethodSource("badKeys")
    void isNoKey(SigningKey key, String kid) {
        assertThat(refusal(issuer.builder().signWith(key.called(kid)).build()).reason()).isIn(Reason.UNKNOWN_KEY,
                Reason.BAD_SIGNATURE);
    }

    static Stream<Arguments> badKeys() {
        return Stream.of(arguments(RSA, "e-is-1"), arguments(EC, "off-the-curve"), arguments(EC, "of-secrets"),
                arguments(EDWARDS, "short"), arguments(RSA, "huge"));
    }

    @Test
    void aStrangersKeyInTheHeaderIsNoKeyHoweverTrueItsSignature() {
        TokenBuilder token = issuer.builder().signWith(STRANGER).header("jwk", STRANGER.publicJwk());

        assertThat(refusal(token.build()).reason()).isIn(Reason.UNKNOWN_KEY, Reason.KEYS_UNAVAILABLE);
        assertThat(refusal(token.header("kid", RSA.kid()).build()).reason()).isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void whereTheHeaderSaysThatAKeyIsNobodyLooks() {
        try (TestIssuer evil = TestIssuer.start(0, "/evil", STRANGER)) {
            TokenBuilder token = issuer.builder().signWith(STRANGER).header("kid", RSA.kid());
            for (String header : List.of("jku", "x5u")) {
                assertThat(refusal(token.header(header, evil.keysAddress()).build()).reason()).as(header)
                        .isEqualTo(Reason.BAD_SIGNATURE);
            }

            assertThat(evil.keyFetches()).isZero();
        }
    }
}
