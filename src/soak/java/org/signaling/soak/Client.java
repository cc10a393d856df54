package org.signaling.soak;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.signaling.testing.RawSocket;
import org.signaling.testing.RawSocket.RefusedException;

/** Somebody who connects, does what its role is, leaves, and comes back, in a thread of its own. */
abstract class Client implements Runnable {

    private static final long LAST_WORDS_SECONDS = 10;

    final Place place;
    final int user;
    final Role role;
    final Random random;
    private final String mark;
    private final Journal journal;
    private volatile Mood mood = Mood.GO;
    private int visits;
    private volatile Visit visit;

    /** What clients are asked to do. */
    enum Mood {
        /** Talk, leave, come back. */
        GO,
        /** Talk to nobody, and stay; who cannot stay, leaves. */
        QUIET,
        /** Leave for good. */
        STOP
    }

    /**
     * @param mark begins the ids of its messages; no other client ever has the same
     * @param seed makes two clients different
     */
    Client(Place place, String mark, int user, Journal journal, long seed) {
        this.place = place;
        this.mark = mark;
        this.user = user;
        this.journal = journal;
        this.random = new Random(seed);
        this.role = Role.of(user, place.members());
    }

    final void mood(Mood asked) {
        mood = asked;
    }

    final Mood mood() {
        return mood;
    }

    /** Writes down who it believes is online. */
    final void writeView() {
        Visit current = visit;
        if (current != null) {
            current.writeView();
        }
    }

    @Override
    public final void run() {
        while (mood != Mood.STOP) {
            try {
                TimeUnit.MILLISECONDS.sleep(pause());
                if (mood == Mood.GO || staysInQuiet()) {
                    comeAndGo();
                }
            } catch (RefusedException e) {
                journal.write("refused", e.status(), role);
            } catch (IOException e) {
                journal.write("unreachable", e.getClass().getSimpleName());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void comeAndGo() throws IOException, InterruptedException {
        long asked = System.nanoTime();
        String token = token();
        try (RawSocket socket = RawSocket.open(place.server(), token, subprotocols())) {
            Visit here = new Visit(place, socket, journal, mark + "." + ++visits, this::other);
            journal.write("open", here.number(), user, role, asked + role.tokenLife().toNanos());
            here.start();
            visit = here;
            stay(here);
            if (mood == Mood.STOP) {
                here.leave("clean", socket::sendClose);
            }
            visit = null;
            here.awaitEnd(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            here.end("cut");
        } finally {
            visit = null;
        }
    }

    final int someone() {
        return random.nextInt(Role.all(place.members()));
    }

    /** Milliseconds between two visits. */
    long pause() {
        return 200 + random.nextInt(1_300);
    }

    /** A token for the next visit. */
    String token() throws IOException, InterruptedException {
        return place.token(user);
    }

    /** The subprotocols that it offers; empty for none. */
    String subprotocols() {
        return "";
    }

    boolean staysInQuiet() {
        return true;
    }

    /** Lives one visit: returns when it is over or left, or when the mood is to stop. */
    abstract void stay(Visit here) throws IOException, InterruptedException;

    /**
     * Takes a message that is neither presence nor a person's, nor an answer to a message of its own to a person.
     *
     * @return whether it was to be expected
     */
    boolean other(Visit here, String type, String code) {
        return false;
    }
}
