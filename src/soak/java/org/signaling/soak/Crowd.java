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
import org.signaling.soak.Client.Mood;

/**
 * A process full of clients: members, or one of each other role. It does what it reads from its standard input, a word a line: a mood, or {@code view}; it
 * ends with its input.
 */
final class Crowd {

    private static final long END_MILLIS = 15_000;

    private Crowd() {
    }

    /**
     * @param arguments the directory for the journals, this crowd's number, which incarnation of it this is, how many
     *        members each crowd has, how many there are in all, the server, where tokens are, and the issuers
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Path.of(arguments[0]);
        int crowd = Integer.parseInt(arguments[1]);
        int incarnation = Integer.parseInt(arguments[2]);
        int size = Integer.parseInt(arguments[3]);
        Place place = new Place(URI.create(arguments[5]), URI.create(arguments[6]), Integer.parseInt(arguments[4]),
                List.of(arguments).subList(7, arguments.length));
        List<Client> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        int first = crowd * size;
        int behind = first < place.members() ? first + size : Role.PAGE.first(place.members());
        for (int number = first; number < behind; number++) {
            String mark = number + "-" + incarnation;
            Journal journal = new Journal(directory.resolve("member-" + crowd + "-" + mark + ".log"));
            Client client = client(place, mark, number, journal, 31L * number + incarnation);
            clients.add(client);
            threads.add(new Thread(client, client.role.name()));
        }
        threads.forEach(Thread::start);
        obey(clients);
        clients.forEach(client -> client.mood(Mood.STOP));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MILLIS);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
        }
        System.exit(0);
    }

    private static Client client(Place place, String mark, int number, Journal journal, long seed) {
        return switch (Role.of(number, place.members())) {
            // every tenth is a second device of the one before
            case MEMBER -> new Member(place, mark, number % 10 == 9 ? number - 1 : number, journal, seed);
            case LASTING, RENEWING -> new Stayer(place, mark, number, journal, seed);
            case HASTY -> new Hasty(place, mark, number, journal, seed);
            case GIANT -> new Giant(place, mark, number, journal, seed);
            case DIGITS -> new Digits(place, mark, number, journal, seed);
            case PAGE -> throw new IllegalArgumentException("pages are in the director's process");
        };
    }

    private static void obey(List<Client> clients) throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String order;
        while ((order = orders.readLine()) != null) {
            if (order.equals("view")) {
                clients.forEach(Client::writeView);
            } else {
                Mood mood = Mood.valueOf(order.toUpperCase(Locale.ROOT));
                clients.forEach(client -> client.mood(mood));
            }
        }
    }
}
