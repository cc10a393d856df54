/**
 * Several servers that look like one: who is online on which, and the way for messages between them.
 *
 * <p>It may use {@code message} and {@code settings}. {@link org.signaling.cluster.Bus} is the door that
 * {@code delivery} uses, {@link org.signaling.cluster.Home} the one through which this package reaches users that are
 * connected here. Only {@code JGroupsChannel}, {@code ProtocolStack} and {@code TlsCheck} know what carries the bytes.
 */
package org.signaling.cluster;
