package org.signaling.message;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.signaling.message.Message.PresenceRequest;
import org.signaling.message.Message.Refused;
import org.signaling.message.Message.Signal;
import org.signaling.message.Message.TokenRefresh;

/** How much processor time a frame costs until it is known what to do, its answer or what is sent on among it. */
final class MessageCost {

    /** What a frame of any size and shape may cost at most; seen is a tenth of it, on slow cores that others use too. */
    static final Duration BOUND = Duration.ofMillis(10);

    /** The compiler and the collector come in between now and then: only what is slow each time is. */
    private static final int TRIES = 8;
    private static final UserId ORIGIN = new UserId("https://i", "s");
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private MessageCost() {
    }

    /** What the server does with a frame, for which it has no thread but the sender's. */
    static void work(MessageReader reader, String text) {
        Message message = reader.read(text);
        if (message instanceof Signal signal) {
            MessageWriter.signal(signal, ORIGIN);
        } else if (message instanceof PresenceRequest presence) {
            OwnBody.version(presence);
        } else if (message instanceof TokenRefresh refresh) {
            OwnBody.token(refresh);
        }
        SignalingError error = message instanceof Refused refused ? refused.error() : SignalingError.TARGET_BUSY;
        MessageWriter.error(error, "busy", message.request());
    }

    /** The least time that the work took in a few tries. */
    static Duration of(MessageReader reader, String text) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = THREADS.getCurrentThreadCpuTime();
            work(reader, text);
            least = Math.min(least, THREADS.getCurrentThreadCpuTime() - before);
        }
        return Duration.ofNanos(least);
    }
}
