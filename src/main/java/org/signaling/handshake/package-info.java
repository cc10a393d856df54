/**
 * One handshake: may this request become a socket, and whose is it?
 *
 * <p>Read it in the order of the journey:
 * <ol>
 *   <li>{@link HandshakeFilter} stops a request that may not become a socket, and says why;
 *   <li>{@link Admission} decides;
 *   <li>{@link BearerToken} is picked from header, subprotocol, cookie or query;
 *   <li>{@link Origins} says which web pages may connect;
 *   <li>{@link TokenVerifier} verifies the token, which {@code CompactToken} and {@code StrictJson} take apart;
 *   <li>{@link TrustedIssuers} selects its issuer;
 *   <li>{@code TokenClaims} checks what it claims;
 *   <li>{@link IssuerKeys} finds its key ({@code KeyFetcher}, {@code KeySet}, {@code SignatureKey});
 *   <li>{@link SignalingToken} and its {@link Caller} come out, or {@link TokenRejected};
 *   <li>{@link HandshakeConfigurator} hands the Caller to the session.
 * </ol>
 *
 * <p>It depends on the packages message and settings, and no other package knows tokens. Tokens appear in no log, no
 * message and no object that stays.
 */
package org.signaling.handshake;
