package org.signaling.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;

/** A coming and a going in a crowd, and what telling one connection of them costs. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class PresenceBenchmark {

    @Param("5000")
    private int users;

    private final UserInfo user = new UserInfo(new UserId("https://idp.example/realms/a", "newcomer"), "Newcomer");
    private final List<PresenceCursor> cursors = new ArrayList<>();
    private PresenceLog log;
    private long now;
    private int turn;
    private boolean online;

    @Setup
    public void setUp() {
        log = new PresenceLog(true);
        for (int i = 0; i < users; i++) {
            long version = log.online(new UserInfo(new UserId("https://idp.example/realms/a", "user-" + i), "U" + i),
                    Viewer.ANYBODY);
            cursors.add(log.cursor(PresenceLog.Style.EVENTS, version, new UserId("https://i", "reader"),
                    Viewer.ANYBODY));
        }
        cursors.forEach(cursor -> cursor.list(0));
        now = TimeUnit.HOURS.toNanos(1);
    }

    /** One event into the log. */
    @Benchmark
    public long append() {
        online = !online;
        return online ? log.online(user, Viewer.ANYBODY) : log.offline(user, Viewer.ANYBODY);
    }

    /** One event told to one of the crowd; the event itself is shared by all. */
    @Benchmark
    public String tellOne() {
        if (turn == 0) {
            append();
        }
        String frame = cursors.get(turn).next(now);
        turn = (turn + 1) % users;
        return frame;
    }

    /** The list of all, after an event. */
    @Benchmark
    public int list() {
        append();
        return log.userList(Viewer.ANYBODY, now += 100_000_000).frame().length();
    }
}
