package org.signaling.cluster;

import org.signaling.message.Delivery;
import org.signaling.message.EndedSession;
import org.signaling.message.PendingMessage;
import org.signaling.message.Rights;
import org.signaling.message.UserId;

/** There is no other server: what happens here is all that happens. */
final class LocalBus implements Bus {

    private final Home home;

    /**
     * @param home the users of this server; not null
     */
    LocalBus(Home home) {
        this.home = home;
    }

    @Override
    public void start() {
        // nobody to join
    }

    @Override
    public Rights came(Rights rights) {
        home.online(rights);
        return rights;
    }

    @Override
    public Rights renewed(Rights before, Rights rights) {
        home.changed(before, rights);
        return rights;
    }

    @Override
    public void left(Rights rights, boolean comesBack) {
        home.offline(rights);
    }

    @Override
    public Rights rights(UserId user) {
        return null;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public Delivery relay(UserId target, String frame, Delivery here, PendingMessage message) {
        return here;
    }

    @Override
    public void disconnect(UserId user, int closeCode, String reason) {
        // nobody to tell
    }

    @Override
    public void end(EndedSession ended) {
        // nobody to tell
    }

    @Override
    public ClusterStatus status() {
        return ClusterStatus.ALONE;
    }

    @Override
    public void close() {
        // nobody to leave
    }
}
