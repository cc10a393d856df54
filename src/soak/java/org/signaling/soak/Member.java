package org.signaling.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.signaling.testing.RawSocket;
import org.signaling.testing.RawSocket.RefusedException;

/**
 * One client of the crowd, which connects, talks, leaves in every way there is, and comes back. It keeps the picture of
 * who is online that the server gives it. One thread lives its life, another one reads.
 */
final class Member implements Runnable {

    /** More than the queue of a receiver holds. */
    private static final int BURST = 60;
    private static final int MAX_PAD = 1_500;
    private static final long MUTE_MILLIS = 12_000;
    /** How long it reads nothing now and then. */
    static final long SLOW_MILLIS = 5_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Where this member is: what all members of a process share. */
    record Place(URI server, URI desk, int users, List<String> issuers) {

        /** The JSON text of a user's id. */
        String userId(int user) {
            return "{\"issuer\":\"" + issuers.get(user % issuers.size()) + "\",\"subject\":\"" + user + "\"}";
        }
    }

    private final Place place;
    private final String mark;
    private final int user;
    private final Journal journal;
    private final Random random;
    private volatile Mood mood = Mood.GO;
    private int session;
    private volatile Visit visit;

    /** What the members are asked to do. */
    enum Mood {
        /** Talk, leave, come back. */
        GO,
        /** Talk to nobody, and stay. */
        QUIET,
        /** Leave for good. */
        STOP
    }

    /**
     * @param mark begins the ids of its messages; no other member ever has the same
     * @param seed makes two members different
     */
    Member(Place place, String mark, int user, Journal journal, long seed) {
        this.place = place;
        this.mark = mark;
        this.user = user;
        this.journal = journal;
        this.random = new Random(seed);
    }

    void mood(Mood asked) {
        mood = asked;
    }

    /** Writes down who it believes is online. */
    void writeView() {
        Visit current = visit;
        if (current != null) {
            current.writeView();
        }
    }

    @Override
    public void run() {
        while (mood != Mood.STOP) {
            try {
                pause(200 + random.nextInt(1_300));
                try (RawSocket socket = RawSocket.open(place.server(), token())) {
                    stay(socket);
                }
            } catch (RefusedException e) {
                journal.write("refused", e.status());
            } catch (IOException e) {
                journal.write("unreachable", e.getClass().getSimpleName());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void pause(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }

    private String token() throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(URI.create(place.desk() + "token?" + user)).build(),
                BodyHandlers.ofString()).body();
    }

    private void stay(RawSocket socket) throws IOException, InterruptedException {
        Visit here = new Visit(socket, ++session);
        journal.write("open", here.number, user);
        Thread reader = new Thread(here::read, "reader");
        reader.setDaemon(true);
        reader.start();
        here.send("{\"type\":\"userList\"}");
        visit = here;
        while (mood != Mood.STOP && !here.over.await(300 + random.nextInt(1_400), TimeUnit.MILLISECONDS)) {
            if (mood != Mood.GO || here.online == null) {
                continue;
            }
            int chance = random.nextInt(1_000);
            if (chance < 20) {
                burst(here);
            } else if (chance < 25) {
                here.slow = true;
            } else if (chance < 28) {
                here.leave("clean", here.socket::sendClose);
            } else if (chance < 31) {
                burst(here);
                here.leave("reset", here.socket::reset);
            } else if (chance < 33) {
                here.mute();
            } else {
                talk(here, target());
            }
        }
        if (mood == Mood.STOP) {
            here.leave("clean", here.socket::sendClose);
        }
        visit = null;
        here.over.await(10, TimeUnit.SECONDS);
        here.end("cut");
    }

    private int target() {
        return random.nextInt(place.users());
    }

    private void burst(Visit here) throws IOException {
        int target = target();
        for (int i = 0; i < BURST && here.over.getCount() > 0; i++) {
            talk(here, target);
        }
    }

    private void talk(Visit here, int target) throws IOException {
        String id = mark + "." + here.number + "." + here.sent++;
        journal.write("send", here.number, id, target);
        here.send("{\"type\":\"Any\",\"id\":\"" + id + "\",\"target\":" + place.userId(target) + ",\"body\":\""
                + id + " " + pad(id) + "\"}");
    }

    /** What fills a message up: its length follows from the id. */
    private static String pad(String id) {
        return "x".repeat(Math.floorMod(id.hashCode(), MAX_PAD));
    }

    /** One connection. */
    private final class Visit {

        private final RawSocket socket;
        private final int number;
        private final CountDownLatch over = new CountDownLatch(1);
        private final Object lock = new Object();
        private int sent;
        private BitSet online;
        private String leaving;
        private boolean ended;
        private volatile boolean slow;
        private volatile boolean mute;

        Visit(RawSocket socket, int number) {
            this.socket = socket;
            this.number = number;
        }

        void send(String text) throws IOException {
            try {
                socket.send(text);
            } catch (IOException e) {
                over.countDown();
            }
        }

        /** Leaves in a way of its own choice. */
        void leave(String how, Closing closing) throws IOException {
            synchronized (lock) {
                leaving = how;
            }
            try {
                closing.run();
            } catch (IOException e) {
                over.countDown();
            }
        }

        /** Keeps the connection open and is never heard of again, until the server gives it up. */
        void mute() throws InterruptedException {
            synchronized (lock) {
                leaving = "mute";
            }
            mute = true;
            end("mute");
            pause(MUTE_MILLIS);
            over.countDown();
        }

        void read() {
            try {
                String text;
                while ((text = socket.read()) != null) {
                    if (mute) {
                        return;
                    }
                    if (slow) {
                        slow = false;
                        journal.write("slow", number);
                        pause(SLOW_MILLIS);
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
            switch (message.path("type").asText()) {
                case "Any" -> {
                    String[] words = body.asText().split(" ", -1);
                    journal.write("got", number, words[0], message.path("origin").path("subject").asText());
                    if (words.length != 2 || !words[1].equals(pad(words[0]))) {
                        journal.write("wrong", number, "body-of-" + words[0]);
                    }
                }
                case "error" -> journal.write("error", number, body.path("request").path("id").asText(),
                        body.path("code").asText());
                case "userList" -> list(body.path("users"));
                case "expiring" -> {
                    // the connection ends with its token, and this member comes back with another one
                }
                case "userOnline" -> change(body.path("user"), true);
                case "userOffline" -> change(body.path("user"), false);
                default -> journal.write("wrong", number, "type-" + message.path("type").asText());
            }
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
                    journal.write("wrong", number, (comes ? "online-twice-" : "offline-twice-") + subject);
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

    /** A way to leave. */
    private interface Closing {
        void run() throws IOException;
    }
}
