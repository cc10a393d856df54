package org.signaling.message;

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
import org.signaling.message.Message.Signal;

/** Reads and writes what goes over the wire. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class MessageBenchmark {

    @Param({"200", "4000"})
    private int bodySize;

    private final MessageReader reader = new MessageReader(100);
    private final UserId sender = new UserId("https://idp.example/realms/a", "6f1c5d0e-4b7a-4c55-9d0e-0a1b2c3d4e5f");
    private String text;
    private Signal signal;

    @Setup
    public void setUp() {
        String line = "a=candidate:1 1 udp 2113937151 192.0.2.1 54321 typ host\\r\\n";
        text = "{\"type\":\"Call-Offer\",\"target\":{\"issuer\":\"https://idp.example/realms/a\",\"subject\":"
                + "\"0a1b2c3d-4b7a-4c55-9d0e-6f1c5d0e4e5f\"},\"body\":{\"type\":\"offer\",\"sdp\":\""
                + line.repeat(1 + bodySize / line.length()) + "\"}}";
        signal = (Signal) reader.read(text);
    }

    /** A client's frame. */
    @Benchmark
    public Message read() {
        return reader.read(text);
    }

    /** The frame for its target. */
    @Benchmark
    public String write() {
        return MessageWriter.signal(signal, sender);
    }
}
