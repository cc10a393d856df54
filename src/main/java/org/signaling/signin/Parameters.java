package org.signaling.signin;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names and values of a query or a form, in the encoding {@code application/x-www-form-urlencoded}. For one thread. */
final class Parameters {

    private final StringBuilder text = new StringBuilder();

    Parameters with(String name, String value) {
        text.append(text.isEmpty() ? "" : "&").append(encode(name)).append('=').append(encode(value));
        return this;
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** {@return the address with these behind whatever query it has; never null} */
    String behind(URI address) {
        return address + (address.getRawQuery() == null ? "?" : "&") + text;
    }

    /** {@return the form; never null} */
    @Override
    public String toString() {
        return text.toString();
    }
}
