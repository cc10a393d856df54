package org.signaling;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of {@code docs/architecture.md}: which package may use which, and what only one file may do. */
@AnalyzeClasses(packages = "org.signaling", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static DescribedPredicate<JavaClass> ours(String... packages) {
        DescribedPredicate<JavaClass> any = DescribedPredicate.alwaysFalse();
        for (String name : packages) {
            any = any.or(resideInAPackage("org.signaling." + name + ".."));
        }
        return any.as("org.signaling.{%s}", String.join(", ", packages));
    }

    private static ArchRule uses(String from, String... allowed) {
        DescribedPredicate<JavaClass> foreign = resideInAPackage("org.signaling..")
                .and(DescribedPredicate.not(ours(from)))
                .and(DescribedPredicate.not(ours(allowed)));
        return noClasses().that().resideInAPackage("org.signaling." + from + "..").should()
                .dependOnClassesThat(foreign.as("packages of ours other than " + String.join(", ", allowed)));
    }

    private static ArchRule only(String who, String reason, DescribedPredicate<? super JavaClass> what) {
        return noClasses().that(DescribedPredicate.not(nameMatching(who))).should().dependOnClassesThat(what)
                .because(reason);
    }

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.signaling.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule MESSAGE_IS_A_LEAF = uses("message");

    @ArchTest
    static final ArchRule SETTINGS_IS_A_LEAF = uses("settings");

    @ArchTest
    static final ArchRule LIMITS_IS_A_LEAF = uses("limits");

    @ArchTest
    static final ArchRule PRESENCE = uses("presence", "message", "settings");

    @ArchTest
    static final ArchRule HANDSHAKE = uses("handshake", "message", "settings", "limits");

    @ArchTest
    static final ArchRule DELIVERY = uses("delivery", "message", "settings", "presence", "handshake", "cluster",
            "limits");

    @ArchTest
    static final ArchRule CLUSTER = uses("cluster", "message", "settings");

    @ArchTest
    static final ArchRule SIGNALING = uses("signaling", "message", "settings", "delivery", "ice", "handshake");

    @ArchTest
    static final ArchRule ICE = uses("ice", "message", "settings");

    @ArchTest
    static final ArchRule PAGE = uses("page");

    @ArchTest
    static final ArchRule SIGNIN = uses("signin", "message", "settings", "delivery", "handshake",
            "limits");

    @ArchTest
    static final ArchRule OPS_IS_ON_TOP = noClasses().that().resideOutsideOfPackage("org.signaling.ops..").should()
            .dependOnClassesThat().resideInAPackage("org.signaling.ops..");

    @ArchTest
    static final ArchRule OPS_SEES_NO_TOKENS = noClasses().that().resideInAPackage("org.signaling.ops..").should()
            .dependOnClassesThat(resideInAPackage("org.signaling.handshake..").and(DescribedPredicate.not(
                    nameMatching(".*\\.(Admission|Caller|IssuerKeys|TrustedIssuers|TokenRejected\\$Reason)"))));

    @ArchTest
    static final ArchRule ONLY_OPS_KNOWS_HOW_IT_IS_WATCHED = only("org\\.signaling\\.ops\\..*",
            "the others count, ops shows", resideInAnyPackage("io.micrometer..", "io.prometheus..",
                    "javax.management..", "org.eclipse.microprofile.health.."));

    @ArchTest
    static final ArchRule ONLY_HANDSHAKE_AND_SIGN_IN_KNOW_TOKENS = only("org\\.signaling\\.(handshake|signin|ops)\\..*",
            "the rest of the server sees the Caller, the Configurator, and what Admission says of a fresh token",
            resideInAPackage("org.signaling.handshake..").and(DescribedPredicate.not(
                    nameMatching(
                            ".*\\.(Caller|HandshakeConfigurator(\\$(FrameListener|Transport))?|SocketEndpoint|Admission|TokenRejected.*)"))));

    @ArchTest
    static final ArchRule ONLY_MESSAGE_KNOWS_A_JSON_LIBRARY = only("org\\.signaling\\.message\\..*",
            "the wire is parsed and written in one place", resideInAPackage("com.fasterxml.jackson.."));

    @ArchTest
    static final ArchRule ONLY_A_CHANNEL_KNOWS_JGROUPS = only(
            "org\\.signaling\\.cluster\\.(BindAddress|JGroupsChannel|ProtocolStack).*",
            "the rest would work on another one",
            resideInAPackage("org.jgroups.."));

    @ArchTest
    static final ArchRule ONLY_THE_PACER_SCHEDULES = only(
            "org\\.signaling\\.delivery\\.(Pacer|Subscribers|PayaraIdleTimer).*",
            "one periodic task serves all connections", nameMatching(".*\\.(Managed)?ScheduledExecutorService"));

    @ArchTest
    static final ArchRule OTHER_BEANS_CALL_WHAT_THE_PROXY_OF_SUBSCRIBERS_LETS_THEM = noClasses()
            .that(DescribedPredicate.not(nameMatching(".*\\.delivery\\.(Subscribers|HomeUsers)(\\$.*)?")))
            .should().callMethodWhere(DescribedPredicate.describe("a method of Subscribers that is not public",
                    call -> call.getTargetOwner().getSimpleName().equals("Subscribers") && call.getTarget()
                            .resolveMember()
                            .filter(method -> !method.getModifiers().contains(JavaModifier.PUBLIC)).isPresent()))
            .because("the container refuses methods that are not public, and only HomeUsers has the bean itself");

    @ArchTest
    static final ArchRule ONLY_A_WIRE_SENDS = only("org\\.signaling\\.delivery\\.Wire",
            "a connection has one writer", nameMatching("jakarta\\.websocket\\.RemoteEndpoint.*"));

    @ArchTest
    static final ArchRule ONLY_ISSUER_HTTP_GOES_OUT = only(
            "org\\.signaling\\.handshake\\.(IssuerHttp|UrlRequest|NetworkProblem).*", "outgoing HTTP has one place",
            resideInAPackage("java.net.http..").or(nameMatching("java\\.net\\.(HttpURL|URL)Connection")));
}
