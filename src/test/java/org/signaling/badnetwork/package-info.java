/**
 * A bad network as a test bed: calls of two people, each with a Chromium in a network namespace of its own, whose lines
 * are cut, held up, slow, or another one than before. What became of each call stands in
 * {@code target/bad-network.txt}.
 */
package org.signaling.badnetwork;
