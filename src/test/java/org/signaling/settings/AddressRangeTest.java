package org.signaling.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.TestSettings;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 192.0.2.1, true", "192.0.2.1, 192.0.2.2, false", "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false", "192.0.2.128/25, 192.0.2.200, true", "192.0.2.128/25, 192.0.2.100, false",
        "192.0.2.64/26, 192.0.2.127, true", "192.0.2.64/26, 192.0.2.128, false", "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false", "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::, false",
        "::1, 0:0:0:0:0:0:0:1, true", "192.0.2.1, ::ffff:192.0.2.1, true"})
    void aRangeHoldsTheAddressesThatBeginAlike(String range, String address, boolean in) {
        assertThat(AddressRange.parse(range).orElseThrow().contains(AddressRange.address(address).orElseThrow()))
                .isEqualTo(in);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1/33", "192.0.2.1/", "192.0.2.1/-1",
        "192.0.2.1/8/8", "2001:db8::/129", "2001:db8::1::2", ":", "fe80::1%eth0", "1"})
    void whatIsNoRangeIsNone(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @Test
    void aWrongProxyStopsTheStart() {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> TestSettings.with("signaling.proxies", "10.0.0.0/8, proxy.example"))
                .withMessageContaining("signaling.proxies=proxy.example is no address; write it like 192.0.2.1");
    }
}
