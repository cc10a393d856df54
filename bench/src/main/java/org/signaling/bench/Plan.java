package org.signaling.bench;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.signaling.bench.scenario.ClusterRestart;
import org.signaling.bench.scenario.ComeBack;
import org.signaling.bench.scenario.ConnectStorm;
import org.signaling.bench.scenario.Crowd;
import org.signaling.bench.scenario.IdleCrowd;
import org.signaling.bench.scenario.MassRestart;
import org.signaling.bench.scenario.Overload;
import org.signaling.bench.scenario.PacedPairs;
import org.signaling.bench.scenario.PresenceEvents;
import org.signaling.bench.scenario.PresenceStorm;
import org.signaling.bench.scenario.Scenario;
import org.signaling.bench.scenario.Sizes;
import org.signaling.bench.scenario.Unfinished;
import org.signaling.bench.server.Subject;

/**
 * What to run, from the command line: {@code scenario=} pairs, minority, idle, connect, presence,
 * events, restart, crowd, comeback, cluster, overload or unfinished,
 * {@code subjects=payara,wildfly}, {@code runs=3}, {@code quick=true} for a check in a minute, {@code results=FOLDER},
 * {@code page=FILE} for a page that takes the table, {@code jvm=-Xmx2g}, {@code held=0.5} for so much of a processor for
 * each server, {@code neighbours=2} for so many other processes that never rest, and any of {@link Sizes} by name. One of the
 * sizes may be a list, as {@code users=1000,2000,4000}: then there is a plan for each.
 *
 * @param name the scenario's name, with {@code -growth} where a size is a list
 * @param variant what the name of its rows ends in: this plan's size in such a list; empty where none is one
 */
record Plan(String name, String variant, Scenario scenario, List<Subject> subjects, int runs, Sizes sizes,
        List<String> jvm, Optional<String> held, int neighbours, Path results, Optional<Path> page) {

    private static final Set<String> SIZES = Arrays.stream(Sizes.class.getRecordComponents())
            .map(RecordComponent::getName).collect(Collectors.toSet());

    /** {@return what was run, in a line} */
    static String conditions(List<Plan> plans) {
        Plan first = plans.get(0);
        return plans.stream().map(plan -> plan.sizes.toString()).collect(Collectors.joining(", ")) + ", median of "
                + first.runs + (first.runs == 1 ? " run, Java " : " runs, Java ")
                + Runtime.version().feature() + " " + String.join(" ", first.jvm) + ", "
                + first.held.map(share -> "the server held to " + share + " of a processor, ").orElse("")
                + (first.neighbours > 0 ? first.neighbours + " other processes that never rest, " : "")
                + Runtime.getRuntime().availableProcessors() + " processors for server and load together";
    }

    static List<Plan> of(String... args) {
        Map<String, String> given = new HashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(arg + ": write key=value");
            }
            given.put(arg.substring(0, equals), arg.substring(equals + 1));
        }
        Optional<Map.Entry<String, String>> list = given.entrySet().stream()
                .filter(entry -> SIZES.contains(entry.getKey()) && entry.getValue().contains(","))
                .findFirst();
        if (list.isEmpty()) {
            return List.of(of(given, "", ""));
        }
        String key = list.get().getKey();
        return Arrays.stream(list.get().getValue().split(",")).map(value -> {
            Map<String, String> one = new HashMap<>(given);
            one.put(key, value);
            return of(one, "-growth", ", " + key + " " + value);
        }).toList();
    }

    private static Plan of(Map<String, String> given, String suffix, String variant) {
        String name = take(given, "scenario", "pairs");
        boolean quick = Boolean.parseBoolean(take(given, "quick", "false"));
        Plan plan = new Plan(name + suffix, variant, scenario(name),
                subjects(take(given, "subjects", "payara,wildfly")),
                Integer.parseInt(take(given, "runs", "1")), sizes(name, quick, given), jvm(name, given),
                Optional.ofNullable(given.remove("held")), Integer.parseInt(take(given, "neighbours", "0")),
                Path.of(take(given, "results", "results")),
                Optional.ofNullable(given.remove("page")).map(Path::of));
        if (!given.isEmpty()) {
            throw new IllegalArgumentException("not known: " + given.keySet());
        }
        return plan;
    }

    private static String take(Map<String, String> given, String key, String standard) {
        String value = given.remove(key);
        return value == null ? standard : value;
    }

    private static Scenario scenario(String name) {
        return switch (name) {
            case "pairs", "minority" -> new PacedPairs();
            case "idle" -> new IdleCrowd();
            case "connect" -> new ConnectStorm();
            case "presence" -> new PresenceStorm();
            case "events" -> new PresenceEvents();
            case "restart" -> new MassRestart();
            case "crowd" -> new Crowd();
            case "comeback" -> new ComeBack();
            case "cluster" -> new ClusterRestart();
            case "overload" -> new Overload();
            case "unfinished" -> new Unfinished();
            default -> throw new IllegalArgumentException("scenario=" + name + " is not known");
        };
    }

    private static List<Subject> subjects(String list) {
        return Arrays.stream(list.split(",")).map(each -> Subject.valueOf(each.toUpperCase(Locale.ROOT)
                .replace('-', '_'))).toList();
    }

    private static List<String> jvm(String scenario, Map<String, String> given) {
        List<String> jvm = new ArrayList<>(List.of(take(given, "jvm", "-Xms1g -Xmx4g").split(" ")));
        if (List.of("minority", "idle", "connect", "unfinished").contains(scenario)) {
            jvm.add("-Dsignaling.presence=off");
        }
        return jvm;
    }

    private static Sizes sizes(String name, boolean quick, Map<String, String> given) {
        Sizes full = switch (name) {
            case "minority" -> new Sizes(10_000, 1_000, 10, 500, 20, 30, 64);
            case "idle" -> new Sizes(19_000, 0, 0, 0, 60, 100, 64);
            case "connect" -> new Sizes(5_000, 0, 0, 0, 0, 0, 64);
            case "presence" -> new Sizes(4_000, 200, 1, 500, 0, 20, 64);
            case "events" -> new Sizes(10_000, 0, 5, 0, 0, 20, 64);
            case "restart" -> new Sizes(4_000, 0, 0, 0, 0, 0, 64);
            case "crowd", "comeback" -> new Sizes(5_000, 200, 1, 500, 0, 0, 1_000);
            case "cluster" -> new Sizes(3_000, 0, 0, 0, 0, 0, 64);
            case "overload" -> new Sizes(5_000, 5_000, 2, 500, 20, 60, 64);
            case "unfinished" -> new Sizes(20, 20, 5, 500, 20, 10, 64);
            default -> new Sizes(5_000, 5_000, 2, 500, 20, 30, 64);
        };
        int less = quick ? 10 : 1;
        int users = Integer.parseInt(take(given, "users", Integer.toString(full.users() / less)));
        int senders = Math.min(users, full.senders() / less);
        return new Sizes(users, Integer.parseInt(take(given, "senders", Integer.toString(senders))),
                Double.parseDouble(take(given, "rate", Double.toString(full.rate()))),
                Integer.parseInt(take(given, "bytes", Integer.toString(full.bytes()))),
                Integer.parseInt(
                        take(given, "warmup", Integer.toString(quick ? Math.min(8, full.warmup()) : full.warmup()))),
                Integer.parseInt(
                        take(given, "seconds", Integer.toString(quick ? Math.min(8, full.seconds()) : full.seconds()))),
                Integer.parseInt(take(given, "inFlight", Integer.toString(full.inFlight()))));
    }
}
