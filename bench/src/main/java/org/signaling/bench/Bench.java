package org.signaling.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.signaling.bench.client.Issuer;
import org.signaling.bench.report.Report;
import org.signaling.bench.scenario.Figures;
import org.signaling.bench.scenario.Rig;
import org.signaling.bench.server.Server;
import org.signaling.bench.server.Subject;

/** Runs one scenario against each of some servers, one after the other, some times over, and writes what it found. */
public final class Bench {

    private Bench() {
    }

    /**
     * @param args {@code key=value} each, see {@link Plan}
     */
    public static void main(String[] args) {
        Plan plan = Plan.of(args);
        Path target = Path.of(System.getProperty("bench.target")).toAbsolutePath();
        Path war = Path.of(System.getProperty("bench.war")).toAbsolutePath();
        Report report = new Report(plan.name(), plan.conditions(), plan.results());
        try (Issuer issuer = new Issuer()) {
            issuer.mint(plan.sizes().users() + 1);
            for (int run = 1; run <= plan.runs(); run++) {
                for (Subject subject : plan.subjects()) {
                    Figures figures = once(plan, subject, target, war, issuer);
                    report.add(subject, figures);
                    System.out.println(subject.label() + " run " + run + ": " + figures.values());
                }
            }
        }
        System.out.println(report.write());
        plan.page().ifPresent(report::publish);
        System.exit(0);
    }

    private static Figures once(Plan plan, Subject subject, Path target, Path war, Issuer issuer) {
        // several may be started at the same time
        List<Server> servers = Collections.synchronizedList(new ArrayList<>());
        servers.add(subject.start(target, war, issuer, plan.jvm()));
        try {
            return plan.scenario().run(new Rig(subject, servers.get(0), subject.wire(issuer), plan.sizes(), old -> {
                servers.add(subject.start(target, war, issuer, plan.jvm(), old.port()));
                return servers.get(servers.size() - 1);
            }, (port, options) -> {
                List<String> jvm = new ArrayList<>(plan.jvm());
                jvm.addAll(options);
                Server other = subject.start(target, war, issuer, jvm, port);
                servers.add(other);
                return other;
            }));
        } finally {
            servers.forEach(Server::close);
        }
    }
}
