package org.signaling.delivery;

import org.signaling.message.PendingMessage;
import org.signaling.presence.PresenceCursor;

/**
 * What one connection sends next: answers first, then the messages of others before presence, but presence every fifth
 * time at the least. For one thread at a time; the connection's turn guards it.
 */
final class SendOrder {

    /** After this many signaling messages in a row one presence event goes first, if any waits. */
    private static final int MESSAGES_BEFORE_PRESENCE = 4;

    /**
     * What is sent next.
     *
     * @param frame its text; never null
     * @param message is told what became of it; null if it is no message of another user
     * @param list whether it is a list or a batch of a connection that waited for it
     */
    record Next(String frame, PendingMessage message, boolean list) {

        private static Next own(String frame) {
            return frame == null ? null : new Next(frame, null, false);
        }

        private static Next list(String frame) {
            return frame == null ? null : new Next(frame, null, true);
        }
    }

    private final Outbox outbox;
    private final PresenceCursor presence;
    private int messagesInARow;

    /**
     * @param outbox answers and messages; not null
     * @param presence comings and goings; not null
     */
    SendOrder(Outbox outbox, PresenceCursor presence) {
        this.outbox = outbox;
        this.presence = presence;
    }

    /** {@return whether there is anything to send that waits for nobody else, or will be within 100 ms} */
    boolean hasWork(long now) {
        return !outbox.isEmpty()
                || (presence.crowd()
                        ? presence.pending(now) && !presence.longDue(now)
                        : owesList() || presence.pending(now));
    }

    /** {@return whether a list is owed that nothing else has to be waited for but its time} */
    boolean owesList() {
        return !presence.crowd() && outbox.owesList();
    }

    /** {@return whether there is a list or a long batch to send, for which the connection has to wait until it is called} */
    boolean waitsForList(long now) {
        return presence.crowd() && (outbox.owesList() || presence.longDue(now));
    }

    /** {@return whether a list that was asked for is new enough, if one was} */
    boolean listReady(long now) {
        return !outbox.owesList() || presence.listReady(now);
    }

    /**
     * What is next.
     *
     * @param now the time, in nanoseconds
     * @param called whether the connection has waited for a list, and may send it now
     * @return null if there is nothing now
     */
    Next next(long now, boolean called) {
        String answer = outbox.pollAnswer();
        if (answer != null) {
            return Next.own(answer);
        }
        if ((called || !presence.crowd()) && outbox.owesList() && presence.listReady(now)) {
            String event = presence.fewPending() ? presence.next(now) : null;
            if (event != null) {
                return Next.own(event);
            }
            outbox.listSent();
            return Next.list(presence.list(now));
        }
        String list = called ? presence.longNext(now) : null;
        return list == null ? messageOrPresence(now) : Next.list(list);
    }

    private Next messageOrPresence(long now) {
        if (messagesInARow < MESSAGES_BEFORE_PRESENCE || !presence.pending(now)) {
            Outbox.Waiting waiting = outbox.poll(now);
            if (waiting != null) {
                messagesInARow++;
                return new Next(waiting.frame(), waiting.message(), false);
            }
        }
        messagesInARow = 0;
        return Next.own(presence.next(now));
    }
}
