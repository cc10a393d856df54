/**
 * The server on a developer's machine, with one command: {@code mvn -Prun}.
 *
 * <p>Read in this order: {@link org.signaling.dev.DevServer} checks the ports and starts the other two,
 * {@link org.signaling.dev.DevProvider} is an identity provider with two issuers,
 * {@link org.signaling.dev.PayaraProcess} runs the WAR. Compiled in the profile {@code run} only, never in the WAR.
 */
package org.signaling.dev;
