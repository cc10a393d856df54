package org.signaling.cluster;

import org.signaling.message.Rights;
import org.signaling.message.UserId;

/**
 * A user who is connected to one server.
 *
 * @param rights who, and what counts of the user there; never null
 * @param stay which stay of the user on that server: the number of the coming that began it
 */
record Member(Rights rights, long stay) {

    /** {@return who; never null} */
    UserId id() {
        return rights.user().id();
    }

    /** {@return a number that differs for different users and stays, to compare lists by their sum} */
    long fingerprint() {
        long mixed = (stay * 31 + id().issuer().hashCode()) * 0x9E3779B97F4A7C15L
                + id().subject().hashCode();
        mixed = (mixed ^ mixed >>> 32) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 29;
    }
}
