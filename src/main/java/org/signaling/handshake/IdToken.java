package org.signaling.handshake;

import org.signaling.message.UserInfo;

/**
 * An ID token (OpenID Connect Core 1.0, section 2) whose signature, issuer, audience and times are good. What binds it
 * to one sign-in is not checked yet: {@code nonce}, {@code azp} and {@code at_hash}.
 *
 * @param user whom it speaks of; never null
 * @param algorithm what it is signed with, by its JOSE name; never null
 * @param nonce the claim {@code nonce}; null where there is none or it is no string
 * @param authorizedParty the claim {@code azp}; null where there is none or it is no string
 * @param accessTokenHash the claim {@code at_hash}; null where there is none
 */
public record IdToken(UserInfo user, String algorithm, String nonce, String authorizedParty, Object accessTokenHash) {
}
