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

    private final Outbox outbox;
    private final PresenceCursor presence;
    private int messagesInARow;
    private PendingMessage message;

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

    /** {@return what is told of the frame that was next last; null if it is no message of another user} */
    PendingMessage message() {
        return message;
    }

    /** {@return the next frame; null if there is none now} */
    String next(long now) {
        message = null;
        String answer = outbox.pollAnswer();
        if (answer != null) {
            return answer;
        }
        if (outbox.owesList() && presence.listReady(now)) {
            String event = presence.fewPending() ? presence.next(now) : null;
            if (event != null) {
                return event;
            }
            outbox.listSent();
            return presence.list(now);
        }
        if (messagesInARow < MESSAGES_BEFORE_PRESENCE || !presence.pending(now)) {
            Outbox.Waiting waiting = outbox.poll(now);
            if (waiting != null) {
                messagesInARow++;
                message = waiting.message();
                return waiting.frame();
            }
        }
        messagesInARow = 0;
        return presence.next(now);
    }
}
