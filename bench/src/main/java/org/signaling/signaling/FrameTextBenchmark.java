package org.signaling.signaling;

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

/** Counts and collects the text of a message that comes in one part, as nearly all do. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class FrameTextBenchmark {

    @Param({"200", "4000"})
    private int size;

    private final FrameText frame = new FrameText(65_536);
    private String part;

    @Setup
    public void setUp() {
        part = "x".repeat(size);
    }

    /** A message in one part. */
    @Benchmark
    public String onePart() {
        if (frame.isWhole(part)) {
            return part;
        }
        frame.add(part);
        return frame.tooLarge() ? null : frame.take();
    }
}
