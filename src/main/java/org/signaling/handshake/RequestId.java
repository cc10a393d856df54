package org.signaling.handshake;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The name under which the log tells of one handshake, and of the joining and leaving that come of it. Without state,
 * for all threads.
 */
final class RequestId {

    /** Where a proxy gives a request its id. */
    static final String HEADER = "X-Request-Id";
    private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private RequestId() {
    }

    /**
     * Takes the request's own id, if it has exactly one that is short and plain, or makes one.
     *
     * @param values all values of the header; not null
     * @return the id: letters, digits, dots, lines; never null
     */
    static String of(List<String> values) {
        boolean sane = values.size() == 1 && SANE.matcher(values.get(0)).matches();
        return sane ? values.get(0) : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }
}
