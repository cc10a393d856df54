package org.signaling.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.signaling.testing.RawSocket;

/**
 * One connection of a client: it writes down each message that is sent and comes, and how it ends, and keeps the picture
 * of who is online that the server gives. One thread sends, another one reads.
 */
final class Visit {

    /** More than the queue of a receiver holds. */
    private static final int BURST = 60;
    private static final int MAX_PAD = 1_500;
    private static final long MUTE_MILLIS = 12_000;
    /** How long a slow client reads nothing; twice at a stretch would be as long as the server waits for an answer. */
    static final long SLOW_MILLIS = 5_000;
    private static final long BETWEEN_SLOW = TimeUnit.SECONDS.toNanos(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Place place;
    private final RawSocket socket;
    private final Journal journal;
    private final String mark;
    private final int number;
    private final Others others;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Object lock = new Object();
    private int sent;
    private BitSet online;
    private String leaving;
    private boolean ended;
    private volatile boolean slow;
    /** When it was slow last, in nanoseconds. */
    private long slowAt = System.nanoTime() - BETWEEN_SLOW;
    private volatile boolean mute;

    /** Takes what is no person's message and no presence, see {@link Client#other}. */
    interface Others {
        boolean take(Visit here, String type, String code);
    }

    /** A way to leave. */
    interface Closing {
        void run() throws IOException;
    }

    /**
     * @param mark begins the ids of its messages, and ends in a dot and the visit's number
     */
    Visit(Place place, RawSocket socket, Journal journal, String mark, Others others) {
        this.place = place;
        this.socket = socket;
        this.journal = journal;
        this.mark = mark;
        this.number = Integer.parseInt(mark.substring(mark.lastIndexOf('.') + 1));
        this.others = others;
    }

    int number() {
        return number;
    }

    RawSocket socket() {
        return socket;
    }

    void start() throws IOException {
        Thread reader = new Thread(this::read, "reader");
        reader.setDaemon(true);
        reader.start();
        send("{\"type\":\"userList\"}");
    }

    /** {@return whether it knows who is online} */
    boolean knowsOthers() {
        synchronized (lock) {
            return online != null;
        }
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
        return over.await(time, unit);
    }

    /** Sends; where that fails, the reader will find out why. */
    void send(String text) {
        try {
            socket.send(text);
        } catch (IOException e) {
            // the server closed it: what it said last is still to be read
        }
    }

    void burst(int target) {
        for (int i = 0; i < BURST && !isOver(); i++) {
            talk(target);
        }
    }

    void talk(int target) {
        String id = mark + "." + sent++;
        journal.write("send", number, id, target);
        send("{\"type\":\"Any\",\"id\":\"" + id + "\",\"target\":" + place.userId(target) + ",\"body\":\"" + id + " "
                + pad(id) + "\"}");
    }

    /** What fills a message up: its length follows from the id. */
    private static String pad(String id) {
        return "x".repeat(Math.floorMod(id.hashCode(), MAX_PAD));
    }

    /** Reads nothing for a while. */
    void beSlow() {
        slow = true;
    }

    /** Leaves in a way of its own choice. */
    void leave(String how, Closing closing) {
        synchronized (lock) {
            leaving = how;
        }
        try {
            closing.run();
        } catch (IOException e) {
            // it is closed already
        }
    }

    /** Keeps the connection open and is never heard of again, until the server gives it up. */
    void mute() throws InterruptedException {
        synchronized (lock) {
            leaving = "mute";
        }
        mute = true;
        end("mute");
        TimeUnit.MILLISECONDS.sleep(MUTE_MILLIS);
        over.countDown();
    }

    private void read() {
        try {
            String text;
            while ((text = socket.read()) != null) {
                if (mute) {
                    return;
                }
                if (slow && System.nanoTime() - slowAt >= BETWEEN_SLOW) {
                    slow = false;
                    slowAt = System.nanoTime();
                    journal.write("slow", number);
                    TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
                }
                take(JSON.readTree(text));
            }
            end("closed-" + socket.closeCode());
        } catch (IOException e) {
            end("cut");
        } catch (InterruptedException e) {
            // the process ends
        } finally {
            over.countDown();
        }
    }

    private void take(JsonNode message) {
        JsonNode body = message.path("body");
        String type = message.path("type").asText();
        switch (type) {
            case "Any" -> {
                String[] words = body.asText().split(" ", -1);
                journal.write("got", number, words[0], message.path("origin").path("subject").asText());
                if (words.length != 2 || !words[1].equals(pad(words[0]))) {
                    journal.write("wrong", number, "body-of-" + words[0]);
                }
            }
            case "userList" -> list(body.path("users"));
            case "userOnline" -> change(body.path("user"), true);
            case "userOffline" -> change(body.path("user"), false);
            case "error" -> error(body);
            default -> other(type, "");
        }
    }

    private void error(JsonNode body) {
        String id = body.path("request").path("id").asText();
        String code = body.path("code").asText();
        if (id.isEmpty()) {
            other("error", code);
        } else {
            journal.write("error", number, id, code);
        }
    }

    private void other(String type, String code) {
        if (!others.take(this, type, code)) {
            wrong("unexpected-" + type + code);
        }
    }

    /** Writes down what the server must not do. */
    void wrong(String what) {
        journal.write("wrong", number, what);
    }

    /** Writes down what the server should do now and then. */
    void note(String word) {
        journal.write(word, number);
    }

    private void list(JsonNode users) {
        synchronized (lock) {
            online = new BitSet();
            users.forEach(each -> online.set(each.path("subject").asInt()));
        }
    }

    private void change(JsonNode who, boolean comes) {
        int subject = who.path("subject").asInt();
        synchronized (lock) {
            if (online == null) {
                return;
            }
            if (online.get(subject) == comes) {
                wrong((comes ? "online-twice-" : "offline-twice-") + subject);
            }
            online.set(subject, comes);
        }
    }

    void writeView() {
        synchronized (lock) {
            if (online != null && leaving == null && !ended) {
                journal.write("view", number, Journal.bits(online));
            }
        }
    }

    void end(String how) {
        synchronized (lock) {
            if (!ended) {
                journal.write("end", number, leaving == null ? how : leaving);
            }
            ended = true;
        }
    }
}
