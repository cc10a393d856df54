package org.signaling.delivery;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
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
        return new ByUser(subscribers.iterator());
    }

    /** A stream would do the same for several times the price, and the pacer walks here all the time. */
    private static final class ByUser implements Iterator<Connection> {
        private final Iterator<Subscriber> users;
        private Iterator<Connection> connections = Collections.emptyIterator();

        ByUser(Iterator<Subscriber> users) {
            this.users = users;
        }

        @Override
        public boolean hasNext() {
            while (!connections.hasNext() && users.hasNext()) {
                connections = users.next().connections().iterator();
            }
            return connections.hasNext();
        }

        @Override
        public Connection next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return connections.next();
        }
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
