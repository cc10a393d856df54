package org.signaling.ops;

import java.time.Duration;
import org.signaling.handshake.IssuerKeys;

/**
 * How a trusted issuer was at one moment, as JMX shows it.
 *
 * @param name its name in the settings; never null
 * @param issuer the issuer as tokens carry it; never null
 * @param keys how many keys are at hand
 * @param ageSeconds how old the keys are; -1 if there are none yet
 * @param usable whether tokens can be checked with the keys
 * @param fetches how many times the keys were fetched, with or without success
 * @param failedFetches how many times fetching them failed
 */
public record IssuerStatus(String name, String issuer, int keys, long ageSeconds, boolean usable, long fetches,
        long failedFetches) {

    static IssuerStatus of(IssuerKeys keys) {
        return new IssuerStatus(keys.issuer().name(), keys.issuer().issuer(), keys.size(),
                keys.age().map(Duration::toSeconds).orElse(-1L), keys.usable(), keys.fetches(), keys.failures());
    }
}
