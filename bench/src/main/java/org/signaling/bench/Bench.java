package org.signaling.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.signaling.bench.client.Issuer;
import org.signaling.bench.report.Report;
import org.signaling.bench.scenario.Alternating;
import org.signaling.bench.scenario.Figures;
import org.signaling.bench.scenario.Rig;
import org.signaling.bench.server.Neighbours;
import org.signaling.bench.server.Server;
import org.signaling.bench.server.Subject;

/** Runs one scenario against some servers, one after the other or in turns, some times over, and writes what it found. */
public final class Bench {

    private Bench() {
    }

    /**
     * @param args {@code key=value} each, see {@link Plan}
     */
    public static void main(String[] args) {
        List<Plan> plans = Plan.of(args);
        Plan first = plans.get(0);
        Path target = Path.of(System.getProperty("bench.target")).toAbsolutePath();
        Path war = Path.of(System.getProperty("bench.war")).toAbsolutePath();
        Report report = new Report(first.name(), Plan.conditions(plans), first.results());
        try (Issuer issuer = new Issuer()) {
            issuer.mint(plans.stream().mapToInt(plan -> plan.sizes().users()).max().orElseThrow() + 1);
            for (int run = 1; run <= first.runs(); run++) {
                for (Plan plan : plans) {
                    run(plan, run, target, war, issuer, report);
                }
            }
        }
        System.out.println(report.write());
        first.page().ifPresent(report::publish);
        System.exit(0);
    }

    private static void run(Plan plan, int run, Path target, Path war, Issuer issuer, Report report) {
        for (List<Subject> group : groups(plan)) {
            List<Figures> figures = once(plan, group, target, war, issuer);
            for (int i = 0; i < group.size(); i++) {
                String row = group.get(i).label() + plan.variant();
                report.add(row, figures.get(i));
                System.out.println(row + " run " + run + ": " + figures.get(i).values());
            }
        }
    }

    /** Who is up at the same time. */
    private static List<List<Subject>> groups(Plan plan) {
        return plan.scenario() instanceof Alternating
                ? List.of(plan.subjects())
                : plan.subjects().stream().map(List::of).toList();
    }

    /** Starts some servers, puts the load on them, and ends them. */
    private static List<Figures> once(Plan plan, List<Subject> subjects, Path target, Path war, Issuer issuer) {
        // several may be started at the same time
        List<Server> servers = Collections.synchronizedList(new ArrayList<>());
        try (Neighbours neighbours = new Neighbours(plan.neighbours())) {
            List<Rig> rigs = new ArrayList<>();
            for (Subject subject : subjects) {
                rigs.add(rig(plan, subject, target, war, issuer, servers));
            }
            return plan.scenario() instanceof Alternating together
                    ? together.run(rigs)
                    : List.of(plan.scenario().run(rigs.get(0)));
        } finally {
            servers.forEach(Server::close);
        }
    }

    private static Rig rig(Plan plan, Subject subject, Path target, Path war, Issuer issuer, List<Server> servers) {
        Server first = subject.start(target, war, issuer, plan.jvm(), plan.held());
        servers.add(first);
        return new Rig(subject, first, subject.wire(issuer), plan.sizes(), old -> {
            Server again = subject.start(target, war, issuer, plan.jvm(), plan.held(), old.port());
            servers.add(again);
            return again;
        }, (port, options) -> {
            List<String> jvm = new ArrayList<>(plan.jvm());
            jvm.addAll(options);
            Server other = subject.start(target, war, issuer, jvm, plan.held(), port);
            servers.add(other);
            return other;
        });
    }
}
