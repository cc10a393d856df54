/**
 * One message: from a frame to its target.
 *
 * <p>In reading order: {@link org.signaling.signaling.SignalingEndpoint}, {@link org.signaling.signaling.FrameText},
 * {@link org.signaling.signaling.MessageRouter}. It may use {@code message}, {@code settings}, {@code delivery},
 * {@code ice}, and {@code Caller} and {@code HandshakeConfigurator} of {@code handshake}.
 */
package org.signaling.signaling;
