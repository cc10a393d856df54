package org.signaling.ops;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.signaling.cluster.ClusterStatus.Peer;
import org.signaling.delivery.Overload;
import org.signaling.delivery.Subscribers;
import org.signaling.handshake.Admission;
import org.signaling.handshake.IssuerKeys;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.message.SignalingError;
import org.signaling.signaling.MessageRouter;

/**
 * What the other packages count, under the names that {@code docs/operations.md} lists. It reads when Prometheus asks
 * and not before. Labels are of closed sets: reasons, codes, the names of issuers; never a user. For all threads.
 */
final class Metrics implements AutoCloseable {

    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /**
     * @param subscribers users, connections, queues, presence; not null
     * @param router messages; not null
     * @param admission handshakes and issuers; not null
     */
    Metrics(Subscribers subscribers, MessageRouter router, Admission admission) {
        users(subscribers);
        if (subscribers.cluster().enabled()) {
            cluster(subscribers);
        }
        overload(subscribers.overload());
        messages(router);
        handshakes(admission);
        admission.issuers().all().forEach(this::issuer);
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        ManagementFactory.getGarbageCollectorMXBeans().forEach(this::garbageCollector);
    }

    private void users(Subscribers subscribers) {
        gauge("signaling.users", "Users who are connected to this server.", subscribers::userCount);
        gauge("signaling.connections", "Open connections.", subscribers::connectionCount);
        gauge("signaling.queued.messages", "Signaling messages that wait for a connection.", subscribers::queued);
        registry.getPrometheusRegistry().register(new HistogramCollector("signaling_queue_wait_seconds",
                "How long signaling messages waited until they left.", subscribers.waits()));
        registry.getPrometheusRegistry().register(new HistogramCollector("signaling_pacer_lateness_seconds",
                "How late the pacer served the connection that waited longest, each time it served some.",
                subscribers.lateness()));
        counter("signaling.presence.events", "Comings and goings of users.", subscribers.presence()::events);
        String sent = "Frames about presence that went to connections: changes, and lists of everybody.";
        counter("signaling.presence.sent", sent, subscribers.presence()::changesTold, "kind", "change");
        counter("signaling.presence.sent", sent, subscribers.presence()::listsTold, "kind", "list");
        gauge("signaling.lists.waiting", "Connections that wait for a list of everybody or a long batch.",
                subscribers::listsWaiting);
        gauge("signaling.lists.underway.characters", "Characters of lists and long batches that are on their way.",
                subscribers::listsUnderWay);
    }

    private void cluster(Subscribers subscribers) {
        gauge("signaling.cluster.members", "Servers of the cluster that see each other, this one among them.",
                () -> subscribers.cluster().peers().size() + 1);
        counter("signaling.cluster.healed", "Lists of other servers that differed and were asked for anew.",
                () -> subscribers.cluster().healed());
        counter("signaling.cluster.returned", "Messages that came back because another server could not deliver them.",
                () -> subscribers.cluster().returned());
        registry.getPrometheusRegistry().register(new PeerCollector("signaling_cluster_peer_users",
                "Users connected to another server.", subscribers, Peer::users));
        registry.getPrometheusRegistry().register(new PeerCollector("signaling_cluster_peer_queued",
                "Messages and events that wait for another server, or are not acknowledged.", subscribers,
                Peer::queued));
        registry.getPrometheusRegistry().register(new PeerCollector("signaling_cluster_peer_unsettled",
                "Messages that another server took and that have not left it yet.", subscribers, Peer::unsettled));
        registry.getPrometheusRegistry().register(new PeerCollector("signaling_cluster_peer_queue_age_seconds",
                "How long the oldest of them has waited.", subscribers, peer -> peer.age().toNanos() / NANOS));
    }

    private void overload(Overload overload) {
        gauge("signaling.overloaded", "1 while the server has too much to do, else 0.", () -> overload.now() ? 1 : 0);
        counter("signaling.overloads", "How often the server began to have too much to do.", overload::begun);
        gauge("signaling.read.delay.seconds", "How long frames have waited lately until they were read.",
                () -> overload.delay().toNanos() / NANOS);
        gauge("signaling.message.rate", "Messages a user may send each second; +Inf if the settings alone limit it.",
                overload::rate);
    }

    private void messages(MessageRouter router) {
        counter("signaling.messages.received", "Messages of clients, whatever became of them.", router::received);
        counter("signaling.messages.relayed", "Signaling messages taken for their target.", router::relayed);
        for (SignalingError error : SignalingError.values()) {
            counter("signaling.messages.refused", "Messages answered with an error, by its code.",
                    () -> router.refused(error), "code", error.code());
        }
    }

    private void handshakes(Admission admission) {
        String help = "Handshakes by outcome, and by reason where they were refused.";
        counter("signaling.handshakes", help, admission::admitted, "outcome", "admitted", "reason", "none");
        for (Reason reason : Reason.values()) {
            counter("signaling.handshakes", help, () -> admission.refused(reason), "outcome", "refused", "reason",
                    reason.name().toLowerCase(Locale.ROOT));
        }
        gauge("signaling.handshakes.waiting", "Handshakes that wait for their turn.", admission::waitingHandshakes);
        counter("signaling.handshakes.waited", "Handshakes that had to wait for their turn.",
                admission::waitedHandshakes);
        gauge("signaling.draining", "1 while the server drains, else 0.", () -> admission.draining() ? 1 : 0);
    }

    private void issuer(IssuerKeys keys) {
        String name = keys.issuer().name();
        gauge("signaling.issuer.keys", "Keys at hand to verify an issuer's tokens.", keys::size, "issuer", name);
        gauge("signaling.issuer.keys.age.seconds", "How old an issuer's keys are; NaN while there are none.",
                () -> keys.age().map(Duration::toSeconds).map(Long::doubleValue).orElse(Double.NaN), "issuer", name);
        String fetches = "Fetches of an issuer's keys.";
        counter("signaling.issuer.fetches", fetches, () -> keys.fetches() - keys.failures(), "issuer", name, "outcome",
                "ok");
        counter("signaling.issuer.fetches", fetches, keys::failures, "issuer", name, "outcome", "failed");
    }

    /** Micrometer's own binder needs classes of the JDK that WildFly does not show, and leaves listeners in the JVM. */
    private void garbageCollector(GarbageCollectorMXBean gc) {
        counter("jvm.gc.collections", "Garbage collections.", gc::getCollectionCount, "gc", gc.getName());
        counter("jvm.gc.collection.seconds", "Time spent with garbage collections.",
                () -> gc.getCollectionTime() / MILLIS, "gc", gc.getName());
    }

    private void gauge(String name, String help, Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).description(help).tags(tags).register(registry);
    }

    private void counter(String name, String help, Supplier<? extends Number> value, String... tags) {
        // the registry holds the function but not the object that it reads: the function is to hold that
        FunctionCounter.builder(name, this, metrics -> value.get().doubleValue()).description(help).tags(tags)
                .register(registry);
    }

    /** {@return all metrics in the text format 0.0.4 of Prometheus; never null} */
    String text() {
        return registry.scrape();
    }

    /** Lets go of what is measured. */
    @Override
    public void close() {
        registry.close();
    }
}
