package org.signaling.delivery;

import java.util.Collection;
import java.util.Iterator;
import java.util.function.IntSupplier;
import org.signaling.presence.PresenceLog;

/** All open connections of this server, as they are at each moment. For all threads. */
final class AllConnections implements Pacer.Connections {

    private final Collection<Subscriber> subscribers;
    private final IntSupplier count;
    private final PresenceLog presence;

    /**
     * @param subscribers who is connected; iterating over it must be allowed while it changes
     * @param count how many connections there are
     * @param presence who is online; not null
     */
    AllConnections(Collection<Subscriber> subscribers, IntSupplier count, PresenceLog presence) {
        this.subscribers = subscribers;
        this.count = count;
        this.presence = presence;
    }

    @Override
    public Iterator<Connection> iterator() {
        return subscribers.stream().flatMap(each -> each.connections().stream()).iterator();
    }

    @Override
    public int size() {
        return count.getAsInt();
    }

    @Override
    public long presenceTold(long now) {
        return presence.told(now);
    }
}
