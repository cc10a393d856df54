package org.signaling.handshake;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Knows public keys that look like any other and protect nothing: whoever published them, others can sign with them too.
 * Without state, for all threads.
 */
final class WeakKeys {

    private static final BigInteger GENERATOR = BigInteger.valueOf(65_537);
    /** Where the residues of a modulus tell; of one by chance all fit once in 2^27. */
    private static final List<Integer> PRIMES = IntStream.rangeClosed(3, 167)
            .filter(number -> BigInteger.valueOf(number).isProbablePrime(20)).boxed().toList();

    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    /** The y of the eight points whose order divides 8: y is 1, -1, 0, or that of a point of order 8. */
    private static final Set<BigInteger> SMALL_ORDER = Set.of(BigInteger.ZERO, BigInteger.ONE,
            P.subtract(BigInteger.ONE),
            new BigInteger(1,
                    HexFormat.of().parseHex("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7")),
            new BigInteger(1,
                    HexFormat.of().parseHex("05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826")));

    private WeakKeys() {
    }

    /**
     * Checks an RSA key for ROCA (CVE-2017-15361): chips of one maker built primes out of powers of 65537, and so keys
     * that can be factored. Their moduli are powers of 65537 by each small prime.
     *
     * @param modulus the modulus; not null
     * @throws GeneralSecurityException if it is such a key
     */
    static void checkRsa(BigInteger modulus) throws GeneralSecurityException {
        if (PRIMES.stream().allMatch(prime -> isPower(modulus, BigInteger.valueOf(prime)))) {
            throw new GeneralSecurityException("it is an RSA key that can be factored (ROCA, CVE-2017-15361)");
        }
    }

    private static boolean isPower(BigInteger modulus, BigInteger prime) {
        BigInteger residue = modulus.mod(prime);
        BigInteger power = BigInteger.ONE;
        do {
            if (power.equals(residue)) {
                return true;
            }
            power = power.multiply(GENERATOR).mod(prime);
        } while (!power.equals(BigInteger.ONE));
        return false;
    }

    /**
     * Checks an Ed25519 key for a point of small order (RFC 8032, section 5.1; RFC 7748, section 6.1): with such a key
     * there are signatures that fit any text, made by nobody.
     *
     * @param y the point's y, as it stands in the key; not null
     * @throws GeneralSecurityException if it is one, or written in another way than RFC 8032 has it
     */
    static void checkEd25519(BigInteger y) throws GeneralSecurityException {
        if (y.compareTo(P) >= 0 || SMALL_ORDER.contains(y)) {
            throw new GeneralSecurityException("it is an Ed25519 point of small order, which verifies anything");
        }
    }
}
