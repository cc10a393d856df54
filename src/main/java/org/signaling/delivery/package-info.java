/**
 * From a target to the wire: who has which connections, what waits for each, and when it leaves.
 *
 * <p>In reading order: {@link org.signaling.delivery.Subscribers}, {@link org.signaling.delivery.Subscriber},
 * {@link org.signaling.delivery.Outbox}, {@link org.signaling.delivery.Pacer},
 * {@link org.signaling.delivery.Connection}. Only {@code Pacer} schedules, only {@code Wire} sends, only {@code Connection} closes.
 * It may use {@code message}, {@code settings}, {@code presence}, and {@code Caller} of {@code handshake}.
 */
package org.signaling.delivery;
