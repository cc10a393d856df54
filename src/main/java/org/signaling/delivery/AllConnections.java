package org.signaling.delivery;

import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.IntSupplier;
import java.util.function.LongUnaryOperator;

/** All open connections of this server, as they are at each moment. For all threads. */
final class AllConnections implements Pacer.Connections {

    private final Collection<Subscriber> subscribers;
    private final IntSupplier count;
    private final LongUnaryOperator presenceTold;

    /**
     * @param subscribers who is connected; iterating over it must be allowed while it changes
     * @param count how many connections there are
     * @param presenceTold the number of the last presence event to tell of at a time, in nanoseconds; not null
     */
    AllConnections(Collection<Subscriber> subscribers, IntSupplier count, LongUnaryOperator presenceTold) {
        this.subscribers = subscribers;
        this.count = count;
        this.presenceTold = presenceTold;
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
        return presenceTold.applyAsLong(now);
    }
}
