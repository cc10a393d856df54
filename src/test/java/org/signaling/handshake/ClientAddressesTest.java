package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.signaling.testing.LogLines;
import org.signaling.testing.TestSettings;

class ClientAddressesTest {

    private static ClientAddresses behind(String proxies, String header) {
        return new ClientAddresses(TestSettings.with("signaling.proxies", proxies, "signaling.proxy-header", header)
                .proxies());
    }

    private static String key(ClientAddresses addresses, String peer, Map<String, List<String>> headers) {
        return addresses.of(peer, name -> headers.getOrDefault(name, List.of())).key();
    }

    private static String forwarded(String peer, String... values) {
        return key(behind("10.0.0.0/8, 2001:db8:1::/48", "x-forwarded-for"), peer,
                Map.of("X-Forwarded-For", List.of(values)));
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.7, 198.51.100.7", "2001:db8::1, 20010db800000000", "2001:db8:0:0:ffff::1, 20010db800000000",
        "2001:db8:0:1::1, 20010db800000001", "::ffff:198.51.100.7, 198.51.100.7", "fe80::1%eth0, fe80000000000000"})
    void anAddressCountsByItselfAndOneOfIPv6ByItsFirst64Bits(String peer, String key) {
        assertThat(key(behind("", "forwarded"), peer, Map.of())).isEqualTo(key);
    }

    @Test
    void whatIsNoAddressIsNotKnown() {
        assertThat(key(behind("", "forwarded"), "unix:", Map.of())).isNull();
        assertThat(key(behind("", "forwarded"), null, Map.of())).isNull();
    }

    @Test
    void aHeaderOfAClientIsNotBelieved() {
        assertThat(forwarded("198.51.100.7", "203.0.113.1")).isEqualTo("198.51.100.7");
        assertThat(key(behind("", "forwarded"), "198.51.100.7", Map.of("X-Forwarded-For", List.of("203.0.113.1"))))
                .isEqualTo("198.51.100.7");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "203.0.113.1                               | 203.0.113.1",
        "192.0.2.66, 203.0.113.1                   | 203.0.113.1",
        "192.0.2.66, 203.0.113.1, 10.1.2.3         | 203.0.113.1",
        "192.0.2.66, 203.0.113.1,2001:db8:1::5     | 203.0.113.1",
        "203.0.113.1:4711                          | 203.0.113.1",
        "2001:db8::1                               | 20010db800000000",
        "[2001:db8::1]:4711                        | 20010db800000000",
        "10.1.2.3, 10.4.5.6                        | 10.1.2.3",
        "203.0.113.1, unknown                      | 10.0.0.1",
        "203.0.113.1, evil.example                 | 10.0.0.1",
        "203.0.113.1, 10.1.2.3, _hidden, 10.1.2.3  | 10.1.2.3",
        "203.0.113.1,                              | 10.0.0.1",
        "999.1.1.1                                 | 10.0.0.1"})
    void aTrustedProxyIsBelievedFromTheEndUpToTheFirstAddressThatIsNoProxys(String header, String key) {
        assertThat(forwarded("10.0.0.1", header)).isEqualTo(key);
        assertThat(forwarded("10.0.0.1", header.split(",", -1))).as("in several headers").isEqualTo(key);
    }

    @Test
    void aTrustedProxyThatSaysNothingIsTheClientItself() {
        assertThat(forwarded("10.0.0.1")).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "for=203.0.113.1                                    | 203.0.113.1",
        "For=\"[2001:db8::1]:4711\";proto=https             | 20010db800000000",
        "proto=https;for=203.0.113.1;by=10.0.0.1            | 203.0.113.1",
        "for=192.0.2.66, for=203.0.113.1, for=10.0.0.9      | 203.0.113.1",
        "for=203.0.113.1, for=_secret                       | 10.0.0.1",
        "by=203.0.113.1                                     | 10.0.0.1",
        "xfor=203.0.113.1                                   | 10.0.0.1"})
    void theStandardHeaderIsReadWhereItIsTheOne(String header, String key) {
        ClientAddresses addresses = behind("10.0.0.0/8", "forwarded");

        assertThat(key(addresses, "10.0.0.1", Map.of("Forwarded", List.of(header), "X-Forwarded-For",
                List.of("192.0.2.66")))).isEqualTo(key);
    }

    @Test
    void theHeaderThatTheProxyDoesNotWriteIsNotBelieved() {
        assertThat(key(behind("10.0.0.0/8", "x-forwarded-for"), "10.0.0.1",
                Map.of("Forwarded", List.of("for=192.0.2.66"), "X-Forwarded-For", List.of("203.0.113.1"))))
                .isEqualTo("203.0.113.1");
    }

    @Test
    void theUsersOfAProxyThatNobodyToldOfAreNotTakenForOneAndTheLogSaysSoOnce() {
        ClientAddresses addresses = behind("", "x-forwarded-for");
        Map<String, List<String>> headers = Map.of("X-Forwarded-For", List.of("203.0.113.1"));

        List<String> lines = LogLines.of(ClientAddresses.class, () -> {
            for (String peer : List.of("127.0.0.1", "10.0.0.1", "192.168.1.1", "fd00::1", "::1")) {
                assertThat(key(addresses, peer, headers)).as(peer).isNull();
            }
        });

        assertThat(lines).singleElement().asString().contains("signaling.proxies");
        assertThat(key(addresses, "10.0.0.1", Map.of())).isEqualTo("10.0.0.1");
    }
}
