package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.SigningKey;

class WeakKeysTest {

    private static KeySet set(Map<String, Object> jwk) throws ParseException {
        return KeySet.parse(
                JSONObjectUtils.toJSONString(Map.of("keys", List.of(jwk))).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anRsaKeyOfTheRocaKindIsLeftOutAndNamed() throws ParseException {
        BigInteger primes = BigInteger.ONE;
        for (BigInteger prime = BigInteger.TWO; prime.intValue() < 168; prime = prime.nextProbablePrime()) {
            primes = primes.multiply(prime);
        }
        BigInteger base = BigInteger.ONE.shiftLeft(2_047).divide(primes).add(BigInteger.ONE).multiply(primes);
        BigInteger modulus = base.add(BigInteger.valueOf(65_537).modPow(BigInteger.valueOf(123_456_789), primes));

        KeySet keys = set(Map.of("kty", "RSA", "kid", "chip", "e", "AQAB", "n", Base64URL.encode(modulus).toString()));

        assertThat(keys.keys()).isEmpty();
        assertThat(keys.dropped()).singleElement().asString().contains("key chip", "ROCA");
    }

    @RepeatedTest(3)
    void anyOtherRsaKeyIsTaken() throws ParseException {
        assertThat(set(SigningKey.rsa("good").publicJwk()).keys()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"})
    void anEd25519PointOfSmallOrderIsLeftOutAndNamed(String point) throws ParseException {
        KeySet keys = set(Map.of("kty", "OKP", "crv", "Ed25519", "kid", "point", "x",
                Base64URL.encode(HexFormat.of().parseHex(point)).toString()));

        assertThat(keys.keys()).isEmpty();
        assertThat(keys.dropped()).singleElement().asString().contains("key point", "small order");
    }

    @RepeatedTest(3)
    void anyOtherEd25519KeyIsTaken() throws ParseException {
        assertThat(set(SigningKey.ed25519("good").publicJwk()).keys()).hasSize(1);
    }
}
