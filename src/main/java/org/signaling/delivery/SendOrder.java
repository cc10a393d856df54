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
     */
    record Next(String frame, PendingMessage message) {

        private static Next own(String frame) {
            return frame == null ? null : new Next(frame, null);
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

    /** {@return whether there is anything to send, or will be within 100 ms} */
    boolean hasWork(long now) {
        return !outbox.isEmpty() || presence.pending(now);
    }

    /** {@return what is next; null if there is nothing now} */
    Next next(long now) {
        String answer = outbox.pollAnswer();
        if (answer != null) {
            return Next.own(answer);
        }
        if (outbox.owesList() && presence.listReady(now)) {
            String event = presence.fewPending() ? presence.next(now) : null;
            if (event != null) {
                return Next.own(event);
            }
            outbox.listSent();
            return Next.own(presence.list(now));
        }
        if (messagesInARow < MESSAGES_BEFORE_PRESENCE || !presence.pending(now)) {
            Outbox.Waiting waiting = outbox.poll(now);
            if (waiting != null) {
                messagesInARow++;
                return new Next(waiting.frame(), waiting.message());
            }
        }
        messagesInARow = 0;
        return Next.own(presence.next(now));
    }
}
