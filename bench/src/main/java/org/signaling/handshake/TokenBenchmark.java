package org.signaling.handshake;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.signaling.bench.client.Issuer;
import org.signaling.settings.Settings;

/** Verifies a token whose issuer's keys are at hand: RS256, 2,048 bits. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class TokenBenchmark {

    private Issuer issuer;
    private TrustedIssuers issuers;
    private TokenVerifier verifier;
    private TokenVerifier again;
    private String token;

    @Setup
    public void setUp() {
        issuer = new Issuer();
        Settings settings = Settings.read(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(Map.of("signaling.issuers", "bench",
                        "signaling.issuer.bench.issuer", issuer.issuer(),
                        "signaling.issuer.bench.audiences", Issuer.AUDIENCE), "bench", 100))
                .build());
        issuers = new TrustedIssuers(settings, Clock.systemUTC());
        verifier = new TokenVerifier(issuers, settings.clockSkew(), Clock.systemUTC(), 0);
        again = new TokenVerifier(issuers, settings.clockSkew(), Clock.systemUTC(), 1);
        token = issuer.token(1);
    }

    @TearDown
    public void tearDown() {
        issuers.close();
        issuer.close();
    }

    /** All of it: parsing, signature, claims. */
    @Benchmark
    public SignalingToken verify() throws TokenRejected {
        return verifier.verify(token);
    }

    /** A client that comes back with the same token. */
    @Benchmark
    public SignalingToken verifyAgain() throws TokenRejected {
        return again.verify(token);
    }
}
