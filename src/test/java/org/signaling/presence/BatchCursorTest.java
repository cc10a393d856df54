package org.signaling.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.presence.PresenceLog.Style;

class BatchCursorTest {

    private static final UserId SELF = new UserId("https://i", "self");
    private long now;
    private final PresenceLog log = new PresenceLog(1_000);
    private final PresenceCursor cursor = log.cursor(Style.BATCHES, 1_000, SELF, Viewer.ANYBODY);

    private static UserInfo user(int number) {
        return new UserInfo(new UserId("https://i", "u" + number), null);
    }

    /** A frame in short: version, then + and - with the numbers of the users, or = with all of them. */
    private static String brief(String frame) throws Exception {
        if (frame == null) {
            return "nothing";
        }
        JsonNode body = new ObjectMapper().readTree(frame).get("body");
        return body.get("version").asText() + numbers(body, "users", " =") + numbers(body, "online", " +")
                + numbers(body, "offline", " -");
    }

    private static String numbers(JsonNode body, String field, String sign) {
        if (!body.has(field)) {
            return "";
        }
        List<String> subjects = new ArrayList<>();
        body.get(field).forEach(each -> subjects.add(each.get("subject").asText().substring(1)));
        return sign + String.join(",", subjects);
    }

    @Test
    void nothingIsSaidBeforeTheClientToldWhatItKnows() throws Exception {
        log.online(user(1), Viewer.ANYBODY);
        assertThat(cursor.pending(0)).isFalse();
        assertThat(cursor.next(now += ToldState.STEP)).isNull();

        cursor.resume(0);
        assertThat(cursor.pending(0)).isTrue();
        assertThat(brief(cursor.next(now += ToldState.STEP))).isEqualTo("1001 =1");
        assertThat(cursor.pending(0)).isFalse();
    }

    @Test
    void allThatChangedComesInOneFrameWithoutWhatCancelsOut() throws Exception {
        log.online(user(1), Viewer.ANYBODY);
        cursor.resume(0);
        cursor.next(now += ToldState.STEP);

        log.online(user(2), Viewer.ANYBODY);
        log.online(user(3), Viewer.ANYBODY);
        log.offline(user(2), Viewer.ANYBODY);
        log.offline(user(1), Viewer.ANYBODY);
        log.online(user(4), Viewer.ANYBODY);

        assertThat(brief(cursor.next(now += ToldState.STEP))).isEqualTo("1006 +3,4 -1");
        assertThat(brief(cursor.next(now += ToldState.STEP))).isEqualTo("nothing");
    }

    @Test
    void whatCancelsOutWhollyIsNotSaidAtAll() throws Exception {
        cursor.resume(1_000);
        log.online(user(1), Viewer.ANYBODY);
        log.offline(user(1), Viewer.ANYBODY);

        assertThat(brief(cursor.next(now += ToldState.STEP))).isEqualTo("nothing");
        assertThat(cursor.pending(0)).isFalse();
    }

    @Test
    void aClientThatComesBackIsToldWhatItMissed() throws Exception {
        log.online(user(1), Viewer.ANYBODY);
        long known = log.version();
        log.online(user(2), Viewer.ANYBODY);
        log.offline(user(1), Viewer.ANYBODY);

        cursor.resume(known);

        assertThat(brief(cursor.next(now += ToldState.STEP))).isEqualTo("1003 +2 -1");
    }

    @Test
    void aClientThatWasAwayTooLongOrOfAnotherServerGetsEverybody() throws Exception {
        for (int i = 0; i < KeptEvents.KEPT + 1; i++) {
            log.online(user(7), Viewer.ANYBODY);
            log.offline(user(7), Viewer.ANYBODY);
        }
        log.online(user(1), Viewer.ANYBODY);

        for (long known : new long[]{0, -5, 1, 1_001, log.version() + 1, Long.MAX_VALUE}) {
            cursor.resume(known);
            assertThat(brief(cursor.next(now += ToldState.STEP))).isEqualTo(log.version() + " =1");
        }
    }

    @Test
    void whateverHappensAClientKnowsTheTruthInTheEnd() throws Exception {
        Random random = new Random(3);
        Set<String> truth = new HashSet<>();
        Set<String> known = new HashSet<>();
        long version = 0;
        for (int step = 0; step < 30_000; step++) {
            int who = random.nextInt(20);
            if (truth.add(Integer.toString(who))) {
                log.online(user(who), Viewer.ANYBODY);
            } else {
                truth.remove(Integer.toString(who));
                log.offline(user(who), Viewer.ANYBODY);
            }
            if (random.nextInt(2_000) == 0) {
                cursor.resume(random.nextBoolean() ? version : 0);
            }
            if (random.nextInt(step % 5_000 < 2_500 ? 3 : 900) == 0) {
                version = hear(cursor.next(now += ToldState.STEP), known, version);
            }
        }
        cursor.resume(version);
        for (String frame = cursor.next(now += ToldState.STEP); frame != null; frame = cursor
                .next(now += ToldState.STEP)) {
            version = hear(frame, known, version);
        }
        assertThat(known).isEqualTo(truth).isNotEmpty();
    }

    private static long hear(String frame, Set<String> known, long version) throws Exception {
        if (frame == null) {
            return version;
        }
        for (String part : brief(frame).split(" ")) {
            Set<String> users = new HashSet<>(List.of(part.substring(1).split(",")));
            users.remove("");
            switch (part.charAt(0)) {
                case '=' -> {
                    known.clear();
                    known.addAll(users);
                }
                case '-' -> known.removeAll(users);
                case '+' -> known.addAll(users);
                default -> version = Long.parseLong(part);
            }
        }
        return version;
    }
}
