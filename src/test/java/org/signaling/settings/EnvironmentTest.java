package org.signaling.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.TestSettings;

/** Settings from the environment, as WildFly lists its variables and as Payara does. */
class EnvironmentTest {

    private static final Map<String, String> ENOUGH = Map.of("SIGNALING_ISSUERS", "a-b", "SIGNALING_ISSUER_A_B_ISSUER",
            "https://idp.example/a", "SIGNALING_ISSUER_A_B_AUDIENCES", "x");

    /** Lists the variables as they stand alone, and looks keys up as the specification says. */
    private record PayaraSource(Map<String, String> variables) implements ConfigSource {

        @Override
        public Set<String> getPropertyNames() {
            return variables.keySet();
        }

        @Override
        public String getValue(String key) {
            return variables.getOrDefault(key, variables.get(EnvironmentNames.variable(key)));
        }

        @Override
        public String getName() {
            return "Environment";
        }
    }

    private static Settings read(ConfigSource environment, Map<String, String> properties) {
        return Settings.read(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(environment, new PropertiesConfigSource(properties, "file", 100)).build(),
                environment instanceof PayaraSource source
                        ? source.variables()
                                .keySet()
                        : environment.getPropertyNames().stream().filter(name -> !name.contains("."))
                                .collect(Collectors.toSet()));
    }

    /** On both, which must agree. */
    private static Settings with(Map<String, String> variables, String... more) {
        Map<String, String> all = new HashMap<>(variables);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        Settings settings = read(new EnvConfigSource(all, 300), Map.of());
        assertThat(read(new PayaraSource(all), Map.of())).isEqualTo(settings);
        return settings;
    }

    private static void refused(Map<String, String> variables, String sentence) {
        for (ConfigSource source : new ConfigSource[]{new EnvConfigSource(variables, 300),
            new PayaraSource(variables)}) {
            assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read(source, Map.of()))
                    .withMessageContaining(sentence);
        }
    }

    private static Map<String, String> enoughAnd(String variable, String value) {
        Map<String, String> all = new HashMap<>(ENOUGH);
        all.put(variable, value);
        return all;
    }

    @Test
    void theGuidesListEverySettingThatIsReadAndNoOther() {
        SettingsReader reader = reader(SettingsOfTheGuide.right());
        Settings.read(reader);
        reader.port();
        reader.throwIfWrong();

        Set<String> read = reader.knownKeys().stream()
                .filter(key -> !key.startsWith("signaling.issuer.provider."))
                .map(key -> key.replace(SettingsOfTheGuide.ISSUER, "NAME"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(SettingsOfTheGuide.documented()).as("the keys in the guides' tables").isEqualTo(read);
        read.remove("PORT");
        assertThat(SettingsOfTheGuide.tried()).as("the keys with a value in SettingsOfTheGuide").isEqualTo(read);
    }

    private static SettingsReader reader(Map<String, String> properties) {
        return new SettingsReader(new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(properties, "file", 100)).build(),
                new EnvironmentNames(Set.of()));
    }

    @Test
    void everySettingCanComeFromTheEnvironment() {
        Map<String, String> properties = SettingsOfTheGuide.right();
        Map<String, String> variables = properties.entrySet().stream()
                .collect(Collectors.toMap(entry -> EnvironmentNames.variable(entry.getKey()), Map.Entry::getValue));

        assertThat(with(variables)).isEqualTo(TestSettings.only(properties.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())).toArray(String[]::new)));
    }

    @Test
    void everyMistypedVariableIsNamedWithTheNearestOne() {
        for (String key : SettingsOfTheGuide.right().keySet()) {
            if (key.startsWith("signaling.")) {
                String variable = EnvironmentNames.variable(key);
                refused(enoughAnd(variable + "X", "1"),
                        variable + "X is no setting of this server; the nearest one is ");
            }
        }
        refused(enoughAnd("SIGNALING_POLICY_VISIBILTY", "group"), "SIGNALING_POLICY_VISIBILTY is no setting of this"
                + " server; the nearest one is SIGNALING_POLICY_VISIBILITY");
        refused(enoughAnd("signaling_origin", "x"), "signaling_origin is no setting of this server; the nearest one is"
                + " SIGNALING_ORIGINS");
        refused(enoughAnd("Signaling_Origins", "x"), "Signaling_Origins is no setting of this server");
        refused(enoughAnd("OUTSIDEISSUER", "https://x.example"), "PROVIDER is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGNALING_SERVICE_HOST", "SIGNALING_SERVICE_PORT", "SIGNALING_SERVICE_PORT_HTTP",
        "SIGNALING_PORT", "SIGNALING_PORT_8080_TCP", "SIGNALING_PORT_8080_TCP_PROTO", "SIGNALING_PORT_8080_TCP_PORT",
        "SIGNALING_PORT_8080_TCP_ADDR", "SIGNALING_CLUSTER_SERVICE_HOST", "SIGNALING_CLUSTER_SERVICE_PORT",
        "SIGNALING_CLUSTER_PORT_7800_TCP_ADDR", "SIGNALLING_ORIGIN", "SIGNALING"})
    void whatKubernetesSetsForAServiceAndWhatIsNotMeantForThisServerIsNoMistake(String variable) {
        assertThat(with(ENOUGH, variable, "tcp://10.0.0.1:8080").issuers()).hasSize(1);
    }

    @Test
    void aPortOfAnotherServiceIsKubernetesOwnOnlyBesideItsHost() {
        refused(enoughAnd("SIGNALING_CLUSTER_PORT", "7800"), "SIGNALING_CLUSTER_PORT is no setting");
        assertThat(with(ENOUGH, "SIGNALING_CLUSTER_PORT", "tcp://10.0.0.1:8080", "SIGNALING_CLUSTER_SERVICE_HOST",
                "10.0.0.1").issuers()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"a-b,a_b,SIGNALING_ISSUER_A_B_ISSUER", "b,B,SIGNALING_ISSUER_B_ISSUER"})
    void aVariableThatStandsForTwoIssuersIsRefused(String one, String other, String variable) {
        refused(Map.of("SIGNALING_ISSUERS", one + "," + other, variable, "https://idp.example/a"),
                variable + " stands for signaling.issuer.");
    }

    @Test
    void aVariableThatStandsForSettingsOfTwoIssuersIsRefused() {
        refused(Map.of("SIGNALING_ISSUERS", "a,a-required", "SIGNALING_ISSUER_A_REQUIRED_SCOPES", "x"),
                "SIGNALING_ISSUER_A_REQUIRED_SCOPES stands for signaling.issuer.a-required.scopes and for"
                        + " signaling.issuer.a.required-scopes; rename an issuer");
    }

    @Test
    void aMistypedKeyInAFileIsNotExcusedByAVariable() {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> read(new EnvConfigSource(
                enoughAnd("SIGNALING_PUBLIC_URL", "https://calls.example"), 300),
                Map.of("signaling.public.url", "https://other.example")))
                .withMessageContaining("signaling.public.url is no setting of this server");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://${IDP_HOST}/realms/a", "${IDP}"})
    void aReferenceOfTheGoServersProviderThatNothingAnswersIsNamedAndNothingElse(String provider) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.only("PROVIDER", provider, "AUDIENCE", "x"))
                .withMessage(
                        "Signaling cannot start: PROVIDER=" + provider + " refers to a setting that does not exist;"
                                + " set that one too, or write the value out");
    }

    @Test
    void anIssuerCannotHaveTheNameOfTheGoServers() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.issuers", "provider", "PROVIDER", "http://idp",
                        "AUDIENCE", "x"))
                .withMessageContaining("signaling.issuers=provider is what the issuer of PROVIDER is called");
    }

    @Test
    void connectionsOfTheGoServersUsersOutliveTheirTokensUnlessTheSettingSaysOtherwise() {
        String[] both = {"signaling.issuers", "a", "signaling.issuer.a.issuer", "https://idp.example/a",
            "signaling.issuer.a.audiences", "x", "PROVIDER", "http://idp/go", "AUDIENCE", "x",
            "signaling.presence", "on"};

        assertThat(ends(both)).containsExactly(true, false);
        both[10] = "signaling.end-at-expiry";
        assertThat(ends(both)).containsExactly(true, true);
        both[11] = "off";
        assertThat(ends(both)).containsExactly(false, false);
    }

    /** Whether connections end with their tokens, of users of signaling.issuers and of PROVIDER. */
    private static List<Boolean> ends(String... settings) {
        Settings read = TestSettings.only(settings);
        return List.of(read.endsAtExpiry("https://idp.example/a"), read.endsAtExpiry("http://idp/go"));
    }
}
