package org.signaling.ops;

import java.util.List;
import org.signaling.delivery.Connection;
import org.signaling.message.Rights;
import org.signaling.message.UserInfo;

/**
 * How a user who is online was at one moment, as JMX shows it.
 *
 * @param issuer the user's issuer; never null
 * @param subject the user's subject; never null
 * @param username the name that others see; null where the token had none
 * @param connections how many connections are open
 * @param queuedMessages how many signaling messages wait for them
 * @param seconds how long ago the oldest of the connections was opened
 */
public record UserStatus(String issuer, String subject, String username, int connections, int queuedMessages,
        long seconds) {

    /** From the connections of one user, at least one. */
    static UserStatus of(List<Connection> connections) {
        UserInfo user = connections.stream().map(each -> each.caller().rights()).reduce(Rights::orNewer).orElseThrow()
                .user();
        return new UserStatus(user.id().issuer(), user.id().subject(), user.username(), connections.size(),
                connections.stream().mapToInt(Connection::queued).sum(),
                connections.stream().mapToLong(each -> each.age().toSeconds()).max().orElse(0));
    }
}
