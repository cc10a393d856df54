/**
 * Which STUN and TURN servers a client may use, and its credentials for them.
 *
 * <p>It may use {@code message} and {@code settings}.
 */
package org.signaling.ice;
