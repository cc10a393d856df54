package org.signaling.settings;

import java.time.Duration;

/**
 * What one client may ask of the server.
 *
 * @param messagesPerSecond how many messages a user may send each second in the long run, with all its connections
 * @param messageBurst how many it may send at once after it was quiet
 * @param connectionsPerUser how many connections a user may have at a time
 * @param connections how many connections there may be in all
 * @param connectionsPerAddress how many connections an address may have at a time
 * @param refusalsPerMinute how many handshakes of an address may be refused each minute, and at once
 * @param verifiedTokens how many good tokens are remembered
 * @param connectsPerMinute how many connections a user may open each minute, and at once
 * @param staysPerMinute how many comings and goings of a user others are told of each minute, and at once
 * @param delay how long frames may wait before the server sheds load; zero for ever
 */
public record LimitSettings(int messagesPerSecond, int messageBurst, int connectionsPerUser, int connections,
        int connectionsPerAddress, int refusalsPerMinute, int verifiedTokens, int connectsPerMinute,
        int staysPerMinute, Duration delay) {

    static LimitSettings read(SettingsReader reader) {
        return new LimitSettings(
                reader.integer("signaling.limit.messages-per-second", 100, 1, 100_000),
                reader.integer("signaling.limit.message-burst", 1_000, 1, 1_000_000),
                reader.integer("signaling.limit.connections-per-user", 100, 1, 1_000_000),
                reader.integer("signaling.limit.connections", 100_000, 1, 10_000_000),
                reader.integer("signaling.limit.connections-per-address", 20_000, 1, 10_000_000),
                reader.integer("signaling.limit.refusals-per-minute", 300, 1, 1_000_000),
                reader.integer("signaling.limit.verified-tokens", 20_000, 0, 1_000_000),
                reader.integer("signaling.limit.connects-per-minute", 3_000, 1, 1_000_000),
                reader.integer("signaling.limit.stays-per-minute", 30, 1, 1_000_000),
                reader.seconds("signaling.limit.delay", 2, 0, 60));
    }
}
