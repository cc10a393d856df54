package org.signaling.bench.scenario;

/**
 * How much of everything.
 *
 * @param users connections
 * @param senders how many of them send; a scenario without messages does not ask
 * @param rate messages a second of each sender
 * @param bytes of a message on its way to the server
 * @param warmup seconds of the same load before anything is noted
 * @param seconds how long is noted
 * @param inFlight handshakes at the same time
 */
public record Sizes(int users, int senders, double rate, int bytes, int warmup, int seconds, int inFlight) {
}
