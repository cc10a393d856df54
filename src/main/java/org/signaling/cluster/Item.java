package org.signaling.cluster;

import java.util.List;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;
import org.signaling.message.UserId;

/** One thing that a server tells another one. All of them are numbered in one row, and arrive in it. */
sealed interface Item {

    /** A user came to the sender; the number of the event is the stay's. */
    record Came(Member member) implements Item {
    }

    /**
     * A user left the sender.
     *
     * @param version the number of the event
     * @param user who; never null
     * @param comesBack whether the user is expected on another server
     */
    record Left(long version, UserId user, boolean comesBack) implements Item {
    }

    /**
     * A part of the list of all users of the sender.
     *
     * @param version the number of the last event in it
     * @param first whether the list begins with it
     * @param last whether the list ends with it
     * @param members the users; never null
     */
    record Part(long version, boolean first, boolean last, List<Member> members) implements Item {
    }

    /**
     * What the list of the sender must be like at this point.
     *
     * @param version the number of the last event
     * @param size how many users there are
     * @param sum see {@link Slice#sum()}
     */
    record Digest(long version, int size, long sum) implements Item {
    }

    /**
     * A message for a user of the receiver.
     *
     * @param target for whom; never null
     * @param stay for which stay there; another one never sees it
     * @param frame the message; never null
     */
    record Carried(UserId target, long stay, String frame) implements Item {
    }

    /**
     * The user's connections are to be closed.
     *
     * @param user whose; never null
     * @param closeCode the close code
     * @param reason for the person; never null
     */
    record Disconnect(UserId user, int closeCode, String reason) implements Item {
    }

    /**
     * A session was ended at its issuer.
     *
     * @param session which; never null
     */
    record Ended(EndedSession session) implements Item {
    }

    /**
     * What the sender knows of ended sessions.
     *
     * @param buckets all that are not empty; never null
     */
    record EndedDigest(List<EndedBucket> buckets) implements Item {
    }

    /**
     * Ended sessions that the receiver may not know.
     *
     * @param sessions some; never null
     */
    record EndedPart(List<EndedSession> sessions) implements Item {
    }

    /** The sender stops: its users will come back elsewhere. */
    record Bye() implements Item {
    }
}
