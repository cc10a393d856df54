package org.signaling.delivery;

import java.util.List;
import java.util.Map;
import org.signaling.cluster.Bus;
import org.signaling.message.Delivery;
import org.signaling.message.Message.Request;
import org.signaling.message.PendingMessage;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.presence.PresenceLog;
import org.signaling.presence.Viewer;
import org.signaling.presence.Visibility;

/**
 * Hands messages to connections: those here first, then on the other servers where the target is too. For all threads.
 */
final class Deliveries {

    private final Map<UserId, Subscriber> subscribers;
    private final Visibility visibility;
    private final PresenceLog presence;
    private final Bus bus;

    /**
     * @param subscribers who is connected here; for all threads
     * @param visibility who may message whom; not null
     * @param presence remembers who was here lately; not null
     * @param bus the way to the other servers; not null
     */
    Deliveries(Map<UserId, Subscriber> subscribers, Visibility visibility, PresenceLog presence, Bus bus) {
        this.subscribers = subscribers;
        this.visibility = visibility;
        this.presence = presence;
        this.bus = bus;
    }

    /** {@return the way for messages; never null} */
    Relay relay(Relay.Late late) {
        return (request, frame, from) -> {
            PendingMessage message = new Sent(late, request, from);
            Delivery outcome = deliver(from.caller().user().id(), request.target(), frame, message);
            if (outcome == Delivery.TAKEN) {
                message.asked();
            }
            return outcome;
        };
    }

    /** A message of a connection of this server, which is told if it does not arrive. */
    private static final class Sent extends PendingMessage {

        private final Relay.Late late;
        private final Request request;
        private final Connection from;

        Sent(Relay.Late late, Request request, Connection from) {
            this.late = late;
            this.request = request;
            this.from = from;
        }

        @Override
        protected void undelivered(Delivery why) {
            late.undelivered(why, request, from);
        }
    }

    /** Hands a message to all connections that a user has anywhere, if the sender may message the user. */
    Delivery deliver(UserId sender, UserId target, String frame, PendingMessage message) {
        Subscriber subscriber = subscribers.get(target);
        if (visibility.limited() && !mayMessage(subscribers.get(sender), target, subscriber)) {
            return Delivery.FORBIDDEN;
        }
        Delivery here = deliver(subscriber, frame, message);
        return bus.shared() ? bus.relay(target, frame, here, message) : here;
    }

    /**
     * Hands a message to all connections that a user has here.
     *
     * @param target for whom; not null
     * @param frame the message; not null
     * @param message is told of each connection what became of the message there; not null
     * @return taken if one took it, otherwise busy if one was, otherwise offline
     */
    Delivery deliver(UserId target, String frame, PendingMessage message) {
        return deliver(subscribers.get(target), frame, message);
    }

    private static Delivery deliver(Subscriber subscriber, String frame, PendingMessage message) {
        if (subscriber == null) {
            return Delivery.OFFLINE;
        }
        List<Connection> connections = subscriber.connections();
        message.ask(connections.size());
        Delivery outcome = Delivery.OFFLINE;
        for (Connection connection : connections) {
            Delivery offered = connection.offer(frame, message);
            if (offered != Delivery.TAKEN) {
                message.failed(offered);
            }
            outcome = outcome == Delivery.TAKEN || offered == Delivery.OFFLINE ? outcome : offered;
        }
        return outcome;
    }

    /**
     * An online user whom the sender does not see and one who is not online take the same way, so that neither the
     * answer nor its time tells them apart. One who was here lately is remembered by those who saw it.
     */
    private boolean mayMessage(Subscriber from, UserId target, Subscriber to) {
        if (from == null) {
            return false;
        }
        Viewer viewer = to != null ? to.viewer() : elsewhere(target);
        return viewer != null && from.viewer().sees(viewer) || visibility.mayKnow(from.viewer(), target)
                || presence.remembers(from.viewer(), target);
    }

    private Viewer elsewhere(UserId target) {
        Rights rights = bus.rights(target);
        return rights == null ? null : visibility.of(target, rights.groups());
    }
}
