package org.signaling.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.signaling.soak.Member.Mood;
import org.signaling.soak.Member.Place;

/**
 * A process full of members. It does what it reads from its standard input, a word a line: a mood, or {@code view}; it
 * ends with its input.
 */
final class Crowd {

    private static final long END_MILLIS = 15_000;

    private Crowd() {
    }

    /**
     * @param arguments the directory for the journals, this crowd's number, which incarnation of it this is, how many
     *        members it has, how many users there are in all, the server, where tokens are, and the issuers
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        int crowd = Integer.parseInt(arguments[1]);
        int incarnation = Integer.parseInt(arguments[2]);
        int size = Integer.parseInt(arguments[3]);
        Place place = new Place(URI.create(arguments[5]), URI.create(arguments[6]), Integer.parseInt(arguments[4]),
                List.of(arguments).subList(7, arguments.length));
        List<Member> members = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int number = crowd * size + i;
            // every tenth is a second device of the one before
            int user = i % 10 == 9 ? number - 1 : number;
            String mark = number + "-" + incarnation;
            Journal journal = new Journal(directory.resolve("member-" + crowd + "-" + mark + ".log"));
            members.add(new Member(place, mark, user, journal, 31L * number + incarnation));
            threads.add(new Thread(members.get(i), "member"));
        }
        threads.forEach(Thread::start);
        obey(members);
        members.forEach(member -> member.mood(Mood.STOP));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
        System.exit(0);
    }

    private static void obey(List<Member> members) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String order;
        while ((order = orders.readLine()) != null) {
            if (order.equals("view")) {
                members.forEach(Member::writeView);
            } else {
                Mood mood = Mood.valueOf(order.toUpperCase(Locale.ROOT));
                members.forEach(member -> member.mood(mood));
            }
        }
    }
}
