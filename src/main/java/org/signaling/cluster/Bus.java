package org.signaling.cluster;

import org.signaling.message.Delivery;
import org.signaling.message.EndedSession;
import org.signaling.message.PendingMessage;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.settings.ClusterSettings;
import org.signaling.settings.ClusterSettings.ClusterMode;

/**
 * The way to the other servers. {@link LocalBus} where there are none. For all threads; no method but {@link #start} and
 * {@link #close} waits for anything.
 */
public sealed interface Bus permits LocalBus, ClusterBus {

    /**
     * The bus that the settings ask for.
     *
     * @param settings one server or several; not null
     * @param home the users of this server; not null
     * @return never null, and not started
     */
    static Bus of(ClusterSettings settings, Home home) {
        return settings.mode() == ClusterMode.NONE
                ? new LocalBus(home)
                : new ClusterBus(settings, home, new JGroupsChannel(settings), System::nanoTime);
    }

    /**
     * Joins the other servers.
     *
     * @throws IllegalStateException if that is impossible for good; it says why and what to do
     */
    void start();

    /**
     * A user's first connection here was opened. To be called in turns with {@link #left} for each user.
     *
     * @param rights the user, and what the connection's token says of it; not null
     * @return what counts of the user: the newest of what any server was told since the stay began; never null
     */
    Rights came(Rights rights);

    /**
     * A user who is connected here came with a newer token, here or elsewhere. To be called between {@link #came} and
     * {@link #left}.
     *
     * @param before what counted here until now; not null
     * @param rights what the newer token says; not null
     * @return what counts of the user; never null
     */
    Rights renewed(Rights before, Rights rights);

    /**
     * A user's last connection here was closed.
     *
     * @param rights what {@link #came} or {@link #renewed} returned last; not null
     * @param comesBack whether that is because this server stops, so that the user is expected on another one
     */
    void left(Rights rights, boolean comesBack);

    /**
     * {@return what counts of a user who is online on other servers; null if none knows the user}
     *
     * @param user who; not null
     */
    Rights rights(UserId user);

    /** {@return whether there are other servers to ask about a user who is not here, or not only here} */
    boolean shared();

    /**
     * Hands a message to the other servers where a user is connected.
     *
     * @param target for whom; not null
     * @param frame the message; not null
     * @param here what became of it on this server; not null
     * @param message is told of each server that took it and could not deliver it; not null
     * @return what became of it as far as one can say now; never null
     */
    Delivery relay(UserId target, String frame, Delivery here, PendingMessage message);

    /**
     * Has all other servers close the connections of a user.
     *
     * @param user who; not null
     * @param closeCode the close code (RFC 6455, section 7.4)
     * @param reason for the person; not null
     */
    void disconnect(UserId user, int closeCode, String reason);

    /**
     * Has all other servers end a session.
     *
     * @param ended the session, or all of a subject; not null
     */
    void end(EndedSession ended);

    /** {@return how the cluster looks from here; never null} */
    ClusterStatus status();

    /** Leaves the other servers, after they were told what still waits; takes two seconds at most. */
    void close();
}
