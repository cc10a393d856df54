package org.signaling.soak;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Stays as long as the server lets it, with tokens of a minute: {@link Role#LASTING} never speaks of its token again, as
 * the Go server's clients do; {@link Role#RENEWING} sends a fresh one in time.
 */
class Stayer extends Client {

    /** A third of a token's life before its end, less what a frozen server takes. */
    private static final long RENEWAL_NANOS = TimeUnit.SECONDS.toNanos(20);

    private volatile boolean unanswered;

    /** The same as {@link Client#Client}. */
    Stayer(Place place, String mark, int user, Journal journal, long seed) {
        super(place, mark, user, journal, seed);
    }

    @Override
    final String subprotocols() {
        return role == Role.LASTING ? "" : "signaling.v1";
    }

    @Override
    final void stay(Visit here) throws IOException, InterruptedException {
        unanswered = false;
        long next = System.nanoTime() + RENEWAL_NANOS;
        while (mood() != Mood.STOP && !here.awaitEnd(300 + random.nextInt(1_400), TimeUnit.MILLISECONDS)) {
            if (role != Role.LASTING && System.nanoTime() > next) {
                refresh(here);
                next = System.nanoTime() + RENEWAL_NANOS;
            }
            if (mood() == Mood.GO && here.knowsOthers()) {
                here.talk(someone());
            }
        }
    }

    private void refresh(Visit here) throws IOException, InterruptedException {
        String token = freshToken();
        if (token == null) {
            return;
        }
        if (unanswered) {
            here.wrong("refresh-unanswered");
        }
        unanswered = true;
        here.send("{\"type\":\"refresh\",\"body\":{\"token\":\"" + token + "\"}}");
    }

    /** What keeps the connection; null where there is nothing now. */
    String freshToken() throws IOException, InterruptedException {
        return place.token(user);
    }

    /** Clients without a subprotocol are not told that their token ends: the Go server's would take it for the end. */
    @Override
    final boolean other(Visit here, String type, String code) {
        if (type.equals("refresh")) {
            unanswered = false;
            here.note("refreshed");
        }
        return role != Role.LASTING && (type.equals("refresh") || type.equals("expiring"));
    }
}
