package org.signaling.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.TestSettings;

class SettingsTest {

    @Test
    void onlyTheIssuerIsRequiredAndAllElseHasAStandard() {
        Settings settings = TestSettings.with();

        assertThat(settings.issuers()).containsExactly(new IssuerSettings("a", "https://idp.example/a",
                Optional.empty(), Optional.empty(), Set.of("signaling"), IssuerSettings.DEFAULT_ALGORITHMS,
                ClaimPath.of("preferred_username"), AccessSettings.NONE, Optional.empty()));
        assertThat(settings.origins()).isEmpty();
        assertThat(settings.maxMessageBytes()).isEqualTo(65_536);
        assertThat(settings.clockSkew()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void eachOfSeveralIssuersHasItsOwnAddressesAudiencesAlgorithmsAndUsernameClaim() {
        Settings settings = TestSettings.with("signaling.issuers", "a, b",
                "signaling.issuer.b.issuer", "https://idp.example/b",
                "signaling.issuer.b.inside", "http://idp:8080/b",
                "signaling.issuer.b.jwks-uri", "http://idp:8080/b/keys",
                "signaling.issuer.b.audiences", "one,two",
                "signaling.issuer.b.algorithms", "ES256",
                "signaling.issuer.b.username-claim", "name");

        assertThat(settings.issuers()).hasSize(2).last().isEqualTo(new IssuerSettings("b", "https://idp.example/b",
                Optional.of(URI.create("http://idp:8080/b")), Optional.of(URI.create("http://idp:8080/b/keys")),
                Set.of("one", "two"), Set.of("ES256"), ClaimPath.of("name"), AccessSettings.NONE, Optional.empty()));
    }

    @Test
    void theGoServersFiveSettingsWorkAsTheyStand() {
        Settings settings = TestSettings.only("PORT", "80", "CORS", "http://client.localhost",
                "PROVIDER", "http://op:8080/realms/service", "AUDIENCE", "thesisProject-Service",
                "OUTSIDEISSUER", "http://op.localhost/realms/service/");

        IssuerSettings issuer = settings.issuers().get(0);
        assertThat(issuer.issuer()).isEqualTo("http://op.localhost/realms/service");
        assertThat(issuer.discoveryBase()).isEqualTo(URI.create("http://op:8080/realms/service"));
        assertThat(issuer.audiences()).containsExactly("thesisProject-Service");
        assertThat(settings.origins()).containsExactly("http://client.localhost");
    }

    @Test
    void theGoServersProviderIsTheIssuerWhereThereIsNoOutsideOne() {
        Settings settings = TestSettings.only("PROVIDER", "https://op.example/realms/a/", "AUDIENCE", "x");

        assertThat(settings.issuers().get(0).issuer()).isEqualTo("https://op.example/realms/a");
        assertThat(settings.issuers().get(0).inside()).isEmpty();
    }

    @Test
    void originsAreComparedAsBrowsersSendThem() {
        Settings settings = TestSettings.with("signaling.origins",
                "https://App.Example, https://app.example:443/, http://app.example:8080");

        assertThat(settings.origins()).containsExactlyInAnyOrder("https://app.example", "http://app.example:8080");
    }

    @Test
    void hostsMayBeCalledAsContainersAre() {
        Settings settings = TestSettings.with("signaling.issuers", "a, b",
                "signaling.issuer.b.issuer", "http://my_keycloak:8080/realms/b",
                "signaling.issuer.b.inside", "http://_idp.my_net:8080/realms/b",
                "signaling.issuer.b.jwks-uri", "https://my_keycloak/keys",
                "signaling.issuer.b.audiences", "one",
                "signaling.origins", "https://My_App.example:443, http://my_app:3000/",
                "signaling.public-url", "https://my_calls.example:8443");

        assertThat(settings.issuers().get(1).issuer()).isEqualTo("http://my_keycloak:8080/realms/b");
        assertThat(settings.issuers().get(1).jwksUri()).contains(URI.create("https://my_keycloak/keys"));
        assertThat(settings.origins()).containsExactlyInAnyOrder("https://my_app.example", "http://my_app:3000");
        assertThat(settings.publicUrl()).contains("https://my_calls.example:8443");
        assertThat(TestSettings.only("PROVIDER", "http://my_op:8080/", "AUDIENCE", "x").issuers().get(0).issuer())
                .isEqualTo("http://my_op:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "a.", "a..b", "\"a", "a\"b\".c", "\"\""})
    void whatNamesNoClaimStopsTheStart(String path) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.issuer.a.groups-claim", path))
                .withMessageContaining("signaling.issuer.a.groups-claim=" + path + " names no claim")
                .withMessageContaining("/resource_access/my.client/roles");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://", "http:///x", "http://a_b:port", "http://a_b:123456", "http://-_a", "http://a_ b",
        "http://a_b$", "a_b:8080", "ftp://a_b", "http://a_b#x"})
    void whatIsNoAddressIsNoneWithAnUnderscoreEither(String text) {
        assertThat(HttpAddress.parse(text)).isEmpty();
    }

    @Test
    void noIssuerIsAnErrorAndNeverAcceptsEverybody() {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(TestSettings::only)
                .withMessageContaining("signaling.issuers is missing")
                .withMessageContaining("signaling.issuer.main.audiences=");
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(delimiter = '|', value = {
        "signaling.message.max-bytes | lots                | is not a whole number from 1024 to 16777216",
        "signaling.message.max-bytes | 5                   | is not a whole number from 1024 to 16777216",
        "signaling.issuer.a.issuer   | idp.example         | is not an address",
        "signaling.issuer.a.issuer   | https://i.example/?q | is not an address",
        "signaling.issuer.a.algorithms | HS256             | is not possible; choose from ES256,",
        "signaling.issuer.a.algorithms | none              | is not possible; choose from ES256,",
        "signaling.issuers           | a b                 | is no name; use up to 40 letters",
        "signaling.origins           | https://x.example/p | is not a web origin",
        "signaling.origins           | app.example         | is not a web origin",
        "signaling.metrics           | everybody           | is not one of local, open, off",
        "PORT                        | 70000               | is not a whole number from 1 to 65535"})
    void aWrongValueStopsTheStartAndIsNamedWithItsKeyAndTheCure(String key, String value, String cure) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> TestSettings.with(key, value))
                .withMessageContaining(key + "=" + value + " " + cure);
    }

    @Test
    void aTypingErrorInAKeyIsFoundAndTheRightKeyIsNamed() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.isuer.a.audience", "x"))
                .withMessageContaining("signaling.isuer.a.audience is no setting of this server")
                .withMessageContaining("signaling.issuer.a.audiences");
    }

    @Test
    void aMissingAudienceIsAnErrorAndNeverAcceptsEveryToken() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.issuer.a.audiences", ""))
                .withMessageContaining("signaling.issuer.a.audiences is missing");
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.origins", "x", "signaling.clock-skew", "-1"))
                .withMessageContaining("2 settings are wrong")
                .withMessageContaining("signaling.origins=x")
                .withMessageContaining("signaling.clock-skew=-1");
    }

    @Test
    void oneIssuerUnderTwoNamesIsAnError() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.issuers", "a,b",
                        "signaling.issuer.b.issuer", "https://idp.example/a", "signaling.issuer.b.audiences", "x"))
                .withMessageContaining("https://idp.example/a is configured twice");
    }

    @Test
    void aReferenceThatNothingAnswersIsNamed() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("CORS", "http://${CLIENT_HOST}"))
                .withMessageContaining("CORS=http://${CLIENT_HOST} refers to a setting that does not exist");
    }

    @Test
    void whereThereIsAClientIdPeopleCanSignIn() {
        ClientSettings client = TestSettings.with("signaling.issuer.a.client-id", "calls",
                "signaling.issuer.a.client-secret", "hush", "signaling.issuer.a.scopes", "email, roles openid",
                "signaling.issuer.a.label", "House A").issuers().get(0).client().orElseThrow();

        assertThat(client).isEqualTo(new ClientSettings("calls", Optional.of(new Secret("hush")),
                Set.of("openid", "email", "roles"), "House A", Map.of()));
        assertThat(client.scopes()).startsWith("openid");
        assertThat(TestSettings.with().issuers().get(0).client()).isEmpty();
        assertThat(TestSettings.only("PROVIDER", "http://idp", "AUDIENCE", "x", "signaling.issuer.provider.client-id",
                "calls").issuers().get(0).client()).isPresent();
    }

    @Test
    void anIssuerIsAskedForFurtherParametersButForNoneThatASignInHangsOn() {
        String key = "signaling.issuer.a.authorization-parameters";
        assertThat(TestSettings.with("signaling.issuer.a.client-id", "calls", key,
                "access_type=offline&audience=https%3A%2F%2Fapi.example%2F&prompt=").issuers().get(0).client()
                .orElseThrow()
                .parameters()).containsExactly(Map.entry("access_type", "offline"),
                        Map.entry("audience", "https://api.example/"), Map.entry("prompt", ""));
        for (String name : new String[]{"state", "nonce", "redirect_uri", "response_mode", "code_challenge",
            "request"}) {
            assertThatExceptionOfType(SettingsException.class)
                    .isThrownBy(
                            () -> TestSettings.with("signaling.issuer.a.client-id", "calls", key, "a=b&" + name + "=x"))
                    .withMessageContaining(key + " sets " + name);
        }
        for (String wrong : new String[]{"a", "=b", "a=%zz", "a b=c", "a=b c", "a=#"}) {
            assertThatExceptionOfType(SettingsException.class)
                    .isThrownBy(() -> TestSettings.with("signaling.issuer.a.client-id", "calls", key, wrong))
                    .withMessageContaining(key + " has " + wrong + "; write it like");
        }
    }

    @Test
    void aClusterWherePeopleSignInNeedsAKeyForAllOfIt() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.issuer.a.client-id", "calls", "signaling.cluster",
                        "jgroups", "signaling.cluster.hosts", "a,b"))
                .withMessageContaining("signaling.signin.key is missing: people sign in here, and this server is one of"
                        + " several");
        assertThat(TestSettings.with("signaling.cluster", "jgroups", "signaling.cluster.hosts", "a,b").signInKey())
                .isEmpty();
        assertThat(TestSettings.with("signaling.issuer.a.client-id", "calls", "signaling.cluster", "jgroups",
                "signaling.cluster.hosts", "a,b", "signaling.signin.key", "k".repeat(32)).signInKey()).isPresent();
    }

    @Test
    void aSecondKeyStandsBesideAFirstAndIsAsLong() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.signin.second-key", "hush"))
                .withMessageContaining("signaling.signin.second-key has less than 32 characters")
                .withMessageContaining("signaling.signin.key is missing; signaling.signin.second-key")
                .withMessageNotContaining("hush");
        assertThat(
                TestSettings.with("signaling.signin.key", "k".repeat(32), "signaling.signin.second-key", "l".repeat(32))
                        .signInSecondKey())
                .isPresent();
    }

    @Test
    void aNameStandsForOneIssuerAlsoBesideTheGoServersSettings() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.only("PROVIDER", "http://idp", "AUDIENCE", "x", "signaling.issuers",
                        "provider", "signaling.issuer.provider.issuer", "https://evil.example",
                        "signaling.issuer.provider.audiences", "x"))
                .withMessageContaining("signaling.issuers=provider is what the issuer of PROVIDER is called");
    }

    @Test
    void noTextFormAndNoMessageShowsASecret() {
        Settings settings = TestSettings.with("signaling.issuer.a.client-id", "calls",
                "signaling.issuer.a.client-secret", "hush-1", "signaling.signin.key", "hush-2".repeat(9),
                "signaling.ice.turn", "turn:t.example", "signaling.ice.turn-secret", "hush-3");
        assertThat(settings).asString().doesNotContain("hush");

        assertThatExceptionOfType(SettingsException.class).isThrownBy(
                () -> TestSettings.with("signaling.issuer.a.client-secret", "hush", "signaling.signin.key", "hush",
                        "signaling.ice.turn-secret", "hush${nothing}"))
                .withMessageContaining("signaling.issuer.a.client-id is missing")
                .withMessageContaining("signaling.signin.key has less than 32 characters")
                .withMessageNotContaining("hush");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"signaling.public-url | https://x.example/path | is not the address",
        "signaling.public-url | * | is not the address", "signaling.ice.stun | turn:x.example | is not possible",
        "signaling.ice.turn | turn://x.example | is not possible",
        "signaling.ice.turn | turn:x.example?transport=sctp | is not possible"})
    void anAddressOfAnotherFormIsNamed(String key, String value, String cure) {
        assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> TestSettings.with(key, value))
                .withMessageContaining(key + "=" + value + " " + cure);
    }

    @Test
    void thePublicAddressIsAnOriginAndTurnNeedsASecret() {
        assertThat(TestSettings.with("signaling.public-url", "https://Calls.Example:443/").publicUrl())
                .contains("https://calls.example");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.ice.turn", "turn:t.example"))
                .withMessageContaining("signaling.ice.turn-secret is missing");
    }
}
