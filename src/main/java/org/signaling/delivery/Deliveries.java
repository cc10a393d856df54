package org.signaling.delivery;

import java.util.Map;
import java.util.Set;
import org.signaling.cluster.Bus;
import org.signaling.message.Delivery;
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
            UserId target = request.target();
            Delivery outcome = deliver(from.caller().user().id(), target, frame);
            return bus.shared() && outcome != Delivery.FORBIDDEN
                    ? bus.relay(target, frame, outcome, why -> late.undelivered(why, request, from))
                    : outcome;
        };
    }

    /** Hands a message to all connections that a user has here, if the sender may message the user. */
    Delivery deliver(UserId sender, UserId target, String frame) {
        Subscriber subscriber = subscribers.get(target);
        return visibility.limited() && !mayMessage(subscribers.get(sender), target, subscriber)
                ? Delivery.FORBIDDEN
                : deliver(subscriber, frame);
    }

    /** Hands a message to all connections that a user has here. */
    Delivery deliver(UserId target, String frame) {
        return deliver(subscribers.get(target), frame);
    }

    private static Delivery deliver(Subscriber subscriber, String frame) {
        if (subscriber == null) {
            return Delivery.OFFLINE;
        }
        Delivery delivery = Delivery.BUSY;
        for (Connection connection : subscriber.connections()) {
            if (connection.offer(frame)) {
                delivery = Delivery.TAKEN;
            }
        }
        return delivery;
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
        Set<String> groups = bus.groups(target);
        return groups == null ? null : visibility.of(target, groups);
    }
}
