package org.signaling.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import org.signaling.bench.client.Attack;
import org.signaling.bench.client.Loop;

/**
 * Users in pairs write to each other, as they do before, while a hundred others announce messages of megabytes all at
 * once and never end them, from a process of the least priority. What counts is how late messages are, beside before,
 * how the others end, and what they leave in the heap.
 */
public final class Unfinished implements Scenario {

    private static final int ATTACKERS = 100;

    @Override
    public Figures run(Rig rig) {
        Sizes sizes = rig.sizes();
        try (Loop loop = new Loop(rig.server().port())) {
            Arrivals arrivals = Arrivals.of(loop, rig.wire()::request, sizes.users(), sizes.inFlight());
            try (Attack first = attack(rig, sizes.users())) {
                // what is made once is made
                first.begin();
                first.outcome();
            }
            PacedPairs.Load load = new PacedPairs.Load(loop, rig, arrivals.sockets(), sizes.warmup());
            loop.run(load);
            try (Attack attack = attack(rig, sizes.users() + ATTACKERS)) {
                long heap = rig.server().liveHeapBytes();
                Quiet.await(loop, 2, 30);
                PacedPairs.Load before = new PacedPairs.Load(loop, rig, arrivals.sockets(), sizes.seconds());
                loop.run(before);
                PacedPairs.Load meanwhile = new PacedPairs.Load(loop, rig, arrivals.sockets(), sizes.seconds());
                attack.begin();
                loop.run(meanwhile);
                Attack.Outcome outcome = attack.outcome();
                return meanwhile.figures()
                        .put("p99 ms before", before.latency().getValueAtPercentile(99) / 1e6)
                        .put("closed with 1009", outcome.tooBig()).put("ended otherwise", outcome.others())
                        .put("last ended s", outcome.lastMillis() / 1e3)
                        .put("heap MB more", (rig.server().liveHeapBytes() - heap) / 1e6);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Attack attack(Rig rig, int firstUser) {
        return new Attack(rig.server().port(),
                IntStream.range(firstUser, firstUser + ATTACKERS).mapToObj(rig.wire()::request).toList());
    }
}
