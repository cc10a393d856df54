package org.signaling.cluster;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.signaling.message.UserId;

/**
 * The users of one server after a number of comings and goings. Not for several threads at a time.
 */
final class Slice {

    private final Map<UserId, Member> members = new LinkedHashMap<>();
    private long version;
    private long sum;

    /** {@return how many comings and goings there were} */
    long version() {
        return version;
    }

    /** {@return a number that two equal lists have in common} */
    long sum() {
        return sum;
    }

    /** {@return how many users there are} */
    int size() {
        return members.size();
    }

    /** {@return all users, as they are now; never null} */
    Collection<Member> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    /**
     * {@return a user; null if there is none}
     *
     * @param user who; not null
     */
    Member get(UserId user) {
        return members.get(user);
    }

    /**
     * Notes a coming, whose number is the stay's.
     *
     * @param member who; not null
     */
    void came(Member member) {
        version = member.stay();
        put(member);
    }

    /**
     * Adds a user without an event, as a list is copied.
     *
     * @param member who; not null
     */
    void put(Member member) {
        Member before = members.put(member.id(), member);
        sum += member.fingerprint() - (before == null ? 0 : before.fingerprint());
    }

    /**
     * Notes a going.
     *
     * @param number its number
     * @param user who; not null
     * @return the user; null if there was none
     */
    Member left(long number, UserId user) {
        version = number;
        Member gone = members.remove(user);
        sum -= gone == null ? 0 : gone.fingerprint();
        return gone;
    }

    /**
     * Sets the number of the last event, after a list was copied.
     *
     * @param number the number
     */
    void version(long number) {
        version = number;
    }
}
