package org.signaling.cluster;

import java.util.Set;
import org.signaling.message.UserInfo;

/**
 * A user who is connected to one server.
 *
 * @param user who; never null
 * @param groups the groups that the user's token names; never null
 * @param stay which stay of the user on that server: the number of the coming that began it
 */
record Member(UserInfo user, Set<String> groups, long stay) {

    /** {@return a number that differs for different users and stays, to compare lists by their sum} */
    long fingerprint() {
        long mixed = (stay * 31 + user.id().issuer().hashCode()) * 0x9E3779B97F4A7C15L
                + user.id().subject().hashCode();
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 29;
    }
}
