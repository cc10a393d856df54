package org.signaling.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.presence.PresenceLog.Style;

/** Presence where not everybody sees everybody. */
class LimitedPresenceTest {

    private static final long SECOND = 1_000_000_000L;
    private static final Viewer RED = new Viewer(false, Set.of("red"));
    private static final Viewer BLUE = new Viewer(false, Set.of("blue"));
    private static final Viewer BOTH = new Viewer(false, Set.of("red", "blue"));
    private static final Viewer ADMIN = new Viewer(true, Set.of(Visibility.ADMINS));
    private static final List<Viewer> ALL = List.of(RED, BLUE, BOTH, ADMIN);
    private static final UserId SELF = new UserId("https://i", "self");

    private final PresenceLog log = new PresenceLog(1_000);
    private long now;

    private static UserInfo user(int number) {
        return new UserInfo(new UserId("https://i", "u" + number), null);
    }

    /** What a client that applies each frame to what it knows believes. */
    private static final class Client {
        final PresenceCursor cursor;
        final Viewer viewer;
        final Set<Integer> known = new HashSet<>();
        final Set<Integer> everHeardOf = new HashSet<>();
        int lists;

        Client(PresenceCursor cursor, Viewer viewer) {
            this.cursor = cursor;
            this.viewer = viewer;
        }

        boolean hear(String frame) {
            if (frame == null) {
                return false;
            }
            try {
                JsonNode message = new ObjectMapper().readTree(frame);
                JsonNode body = message.get("body");
                if (body.has("users")) {
                    known.clear();
                    lists++;
                }
                known.removeAll(numbers(body.path("offline")));
                known.addAll(numbers(body.path("users")));
                known.addAll(numbers(body.path("online")));
                if (body.has("user")) {
                    int number = number(body.get("user"));
                    assertThat(message.path("type").asText().equals("userOnline")
                            ? known.add(number)
                            : known.remove(number)).as(frame).isTrue();
                    everHeardOf.add(number);
                }
                everHeardOf.addAll(known);
                return true;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private Set<Integer> numbers(JsonNode users) {
            Set<Integer> numbers = new HashSet<>();
            users.forEach(each -> numbers.add(number(each)));
            everHeardOf.addAll(numbers);
            return numbers;
        }

        private static int number(JsonNode user) {
            return Integer.parseInt(user.get("subject").asText().substring(1));
        }
    }

    private Client client(Style style, Viewer viewer) {
        Client client = new Client(log.cursor(style, log.version(), SELF, viewer), viewer);
        client.cursor.resume(0);
        return client;
    }

    @Test
    void aListHoldsThoseWhomTheAskerSees() {
        log.online(user(1), RED);
        log.online(user(2), BLUE);
        log.online(user(3), BOTH);
        log.online(user(4), ADMIN);
        log.offline(user(3), BOTH);
        log.online(user(5), new Viewer(false, Set.of("green")));

        Map<Viewer, Set<Integer>> seen = new HashMap<>();
        for (Viewer viewer : ALL) {
            Client client = client(Style.ON_DEMAND, viewer);
            client.hear(client.cursor.list(now));
            seen.put(viewer, client.known);
        }
        assertThat(seen).isEqualTo(Map.of(RED, Set.of(1, 4), BLUE, Set.of(2, 4), BOTH, Set.of(1, 2, 4),
                ADMIN, Set.of(1, 2, 4, 5)));
    }

    @Test
    void aListIsEncodedOnceForEachStateAndEachView() {
        log.online(user(1), RED);
        String frame = log.userList(RED, now).frame();

        assertThat(log.userList(new Viewer(false, Set.of("red")), now).frame()).isSameAs(frame);
        assertThat(log.userList(BLUE, now).frame()).isNotEqualTo(frame);
        log.online(user(2), BLUE);
        assertThat(log.userList(RED, now += ToldState.STEP).frame()).isNotSameAs(frame).isEqualTo(frame);
    }

    @Test
    void whatIsKeptOfListsHasABound() {
        StateCache<Integer, String> cache = new StateCache<>(String::length);
        String half = "x".repeat(1 << 22);
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get(1, i, () -> new String(half))).isEqualTo(half);
        }
        assertThat(cache.get(1, 1, () -> "again")).isEqualTo(half);
        assertThat(cache.get(1, 2, () -> "again")).isEqualTo("again");
        for (int i = 0; i < 400; i++) {
            cache.get(2, i, () -> "a");
        }
        assertThat(cache.get(2, 255, () -> "again")).isEqualTo("a");
        assertThat(cache.get(2, 256, () -> "again")).isEqualTo("again");
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENTS", "BATCHES"})
    void comingsAndGoingsThatAUserDoesNotSeeSayNothingHoweverManyTheyAre(Style style) {
        Client red = client(style, RED);
        red.hear(red.cursor.next(now));
        int lists = red.lists;
        for (int i = 0; i < KeptEvents.KEPT * 2; i++) {
            log.online(user(7), BLUE);
            log.offline(user(7), BLUE);
            if (i % 1_000 == 0) {
                now += SECOND;
                assertThat(red.cursor.next(now)).isNull();
                assertThat(red.cursor.pending(now)).isFalse();
            }
        }
        log.online(user(1), RED);
        now += SECOND;
        while (red.hear(red.cursor.next(now))) {
            now += SECOND / 10;
        }

        assertThat(red.known).containsExactly(1);
        assertThat(red.everHeardOf).containsExactly(1);
        assertThat(red.lists).isEqualTo(lists);
    }

    @Test
    void aClientThatTookNothingForTooLongIsGivenTheListOfThoseItSees() {
        Client red = client(Style.EVENTS, RED);
        log.online(user(1), RED);
        for (int i = 0; i < KeptEvents.KEPT; i++) {
            log.online(user(7), BLUE);
            log.offline(user(7), BLUE);
        }
        while (red.hear(red.cursor.next(now))) {
            now += 10 * SECOND;
        }

        assertThat(red.known).containsExactly(1);
        assertThat(red.everHeardOf).containsExactly(1);
    }

    @Test
    void aUserWhoCameBackWithOtherGroupsIsToldEverybodyItSeesNow() {
        UserInfo self = new UserInfo(SELF, null);
        log.online(user(1), RED);
        log.online(user(2), BLUE);
        log.online(self, RED);
        long known = log.version();
        log.online(user(3), RED);
        log.offline(self, RED);

        log.online(self, RED);
        PresenceCursor same = log.cursor(Style.BATCHES, known, SELF, RED);
        same.resume(known);
        assertThat(same.next(now)).contains("\"online\"", "u3").doesNotContain("u1", "u2");
        log.offline(self, RED);

        log.online(self, BLUE);
        PresenceCursor other = log.cursor(Style.BATCHES, known, SELF, BLUE);
        other.resume(known);
        assertThat(other.next(now + SECOND)).contains("\"users\"", "u2").doesNotContain("u1", "u3");
    }

    @Test
    void whoWasSeenLatelyIsRememberedAndOthersAreNot() {
        log.online(user(1), RED);
        log.offline(user(1), RED);

        assertThat(log.remembers(RED, user(1).id())).isTrue();
        assertThat(log.remembers(BLUE, user(1).id())).isFalse();
        assertThat(log.remembers(RED, user(2).id())).isFalse();
        for (int i = 0; i < KeptEvents.KEPT; i++) {
            log.online(user(7), RED);
        }
        assertThat(log.remembers(RED, user(1).id())).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"EVENTS", "BATCHES"})
    void whateverHappensAUserKnowsTheTruthOfThoseItSeesAndNothingOfOthers(Style style) {
        Random random = new Random(11);
        List<Client> clients = new ArrayList<>();
        ALL.forEach(viewer -> clients.add(client(style, viewer)));
        Map<Integer, Viewer> truth = new HashMap<>();
        Map<Integer, Set<Viewer>> everSeenAs = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            int who = random.nextInt(30);
            Viewer was = truth.remove(who);
            if (was != null) {
                log.offline(user(who), was);
            } else {
                // a user comes back in other groups now and then
                Viewer is = ALL.get(random.nextInt(10) == 0 ? random.nextInt(4) : who % 3);
                truth.put(who, is);
                everSeenAs.computeIfAbsent(who, number -> new HashSet<>()).add(is);
                log.online(user(who), is);
            }
            int pause = step % 4_000 < 2_000 ? 4 : 300;
            for (Client client : clients) {
                if (random.nextInt(pause) == 0) {
                    client.hear(random.nextInt(20) == 0 && style == Style.EVENTS
                            ? client.cursor.list(now)
                            : client.cursor.next(now));
                }
            }
            now += SECOND / 100;
        }
        for (Client client : clients) {
            do {
                now += 10 * SECOND;
            } while (client.hear(client.cursor.next(now)));
            Set<Integer> visible = new HashSet<>();
            truth.forEach((who, viewer) -> {
                if (client.viewer.sees(viewer)) {
                    visible.add(who);
                }
            });
            assertThat(client.known).as(client.viewer.toString()).isEqualTo(visible);
            assertThat(client.everHeardOf).allSatisfy(
                    who -> assertThat(everSeenAs.get(who)).anyMatch(client.viewer::sees));
        }
    }
}
