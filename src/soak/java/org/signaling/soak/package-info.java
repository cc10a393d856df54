/**
 * The soak test: a real server, hundreds of clients in processes of their own, and faults of every kind, for as long as
 * one likes. Every client writes down what it does and sees; {@link org.signaling.soak.Checker} reads it afterwards.
 *
 * <p>In reading order: {@link org.signaling.soak.Soak} directs, {@link org.signaling.soak.SoakServer} is the server,
 * {@link org.signaling.soak.Crowd} and {@link org.signaling.soak.Client} are the clients, of each {@link org.signaling.soak.Role},
 * and {@link org.signaling.soak.Closings} says whom the server may close.
 */
package org.signaling.soak;
