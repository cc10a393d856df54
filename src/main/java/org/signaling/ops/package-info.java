/**
 * For those who run the server: what it does, how it is, and what to do about it.
 *
 * <p>{@link org.signaling.ops.Management} answers over JMX, {@link org.signaling.ops.ReadinessCheck} and
 * {@link org.signaling.ops.LivenessCheck} where the server has MicroProfile Health, and
 * {@link org.signaling.ops.MetricsServlet} over HTTP. They only read what the other packages count, where it happens.
 *
 * <p>On top: it may use all other packages, and none may use it. The only package that knows JMX, MicroProfile Health
 * and Micrometer.
 */
package org.signaling.ops;
