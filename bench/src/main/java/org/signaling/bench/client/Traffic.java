package org.signaling.bench.client;

/** What a scenario does with its sockets. Called by the {@link Loop}'s thread alone. */
public interface Traffic {

    /**
     * Sends what is due.
     *
     * @param now the time, in nanoseconds
     * @return how long until something is due again, in nanoseconds; negative when all is over
     */
    long tick(long now);

    /** A socket is open. */
    default void opened(Socket socket, long now) {
    }

    /**
     * A text message came.
     *
     * @param bytes holds it; not to be kept
     * @param from the message's first byte
     * @param to the byte after its last
     */
    default void text(Socket socket, byte[] bytes, int from, int to, long now) {
    }

    /** A socket is closed, or never opened; {@link Socket#failure} says why. */
    default void closed(Socket socket, long now) {
    }
}
