package org.signaling.cluster;

import java.util.Set;
import org.signaling.message.Delivery;
import org.signaling.message.EndedSession;
import org.signaling.message.PendingMessage;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;

/**
 * The users of this server, as the other servers reach them. For all threads; {@link #online} and {@link #offline} are
 * called in turns for each user, and must not wait.
 */
public interface Home {

    /**
     * A user came online: here or anywhere.
     *
     * @param user who; not null
     * @param groups the groups that the user's token names; not null
     */
    void online(UserInfo user, Set<String> groups);

    /**
     * A user is gone, everywhere.
     *
     * @param user who; not null
     * @param groups the same as when the user came; not null
     */
    void offline(UserInfo user, Set<String> groups);

    /**
     * Hands a message to the connections that a user has here.
     *
     * @param target for whom; not null
     * @param frame the message; not null
     * @param message is told of each connection what became of the message there; not null
     * @return whether one took it, or why none did; never null
     */
    Delivery deliver(UserId target, String frame, PendingMessage message);

    /**
     * Closes the connections that a user has here.
     *
     * @param user who; not null
     * @param closeCode the close code (RFC 6455, section 7.4)
     * @param reason for the person; not null, at most 123 bytes in UTF-8
     */
    void disconnect(UserId user, int closeCode, String reason);

    /**
     * Ends a session here.
     *
     * @param ended the session, or all of a subject; not null
     */
    void end(EndedSession ended);
}
