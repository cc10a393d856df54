package org.signaling.cluster;

import java.util.Set;

/**
 * What carries bytes between servers, and says which servers there are. Bytes from one server to another arrive in the
 * order sent, each once or not at all.
 */
interface Channel {

    /** Who is told. Both methods only hand over: the channel's threads are not to be held up. */
    interface Listener {

        /**
         * Bytes came.
         *
         * @param from who sent them; not null
         * @param bytes the bytes, which nobody changes any more; not null
         */
        void received(Node from, byte[] bytes);

        /**
         * The servers that are there changed.
         *
         * @param view a number and names for people; not null
         * @param members all servers, this one among them; not null
         * @param apart the members that did not see this server, or were not seen by it, until now, although they may
         *        have been known before; not null
         */
        void view(String view, Set<Node> members, Set<Node> apart);
    }

    /**
     * Joins the other servers. The listener knows the first view when this returns.
     *
     * @param listener who is told; not null
     * @return this server
     * @throws IllegalStateException if that is impossible; it says why and what to do
     */
    Node connect(Listener listener);

    /**
     * Sends bytes; it may wait long for a silent server.
     *
     * @param to whom; not null
     * @param bytes the bytes; not null
     * @throws IllegalStateException if the channel is closed, or cannot send this
     */
    void send(Node to, byte[] bytes);

    /** Leaves. Who waits in {@link #send} is let go. */
    void close();
}
