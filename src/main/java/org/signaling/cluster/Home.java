package org.signaling.cluster;

import java.util.List;
import org.signaling.message.Delivery;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;
import org.signaling.message.PendingMessage;
import org.signaling.message.Rights;
import org.signaling.message.UserId;

/**
 * The users of this server, as the other servers reach them. For all threads; {@link #online}, {@link #changed} and
 * {@link #offline} are called in turns for each user, and must not wait.
 */
public interface Home {

    /**
     * A user came online: here or anywhere.
     *
     * @param rights who, and what counts of the user; not null
     */
    void online(Rights rights);

    /**
     * Of a user who is online, something else counts now.
     *
     * @param before what counted until now; not null
     * @param rights what counts; not null
     */
    void changed(Rights before, Rights rights);

    /**
     * A user is gone, everywhere.
     *
     * @param rights what counted last; not null
     */
    void offline(Rights rights);

    /**
     * Another server was told something newer of a user than counted here until now. Its connections here are to follow.
     * Not called in turns with the others: by now there may be something newer still, or no connection.
     *
     * @param before what counted here until now; not null
     * @param rights what is newer; not null
     */
    void superseded(Rights before, Rights rights);

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

    /** {@return which ended sessions are known here, to compare them; never null} */
    List<EndedBucket> endedBuckets();

    /**
     * Some of the ended sessions that are known here.
     *
     * @param bucket which bucket
     * @param after the last one in it that is not wanted; null for none
     * @param max how many to take at most
     * @return in an order that stays; never null
     */
    List<EndedSession> ended(long bucket, EndedSession after, int max);
}
