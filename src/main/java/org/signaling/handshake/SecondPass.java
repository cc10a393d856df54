package org.signaling.handshake;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * A handshake that waited for its turn, which passes through {@link HandshakeFilter} once more, on one thread. It is an
 * attribute of the request until then.
 */
final class SecondPass {

    static final String NAME = SecondPass.class.getName();

    private final boolean inTime;
    private boolean begun;

    /**
     * @param inTime whether the turn came in time; if not, the handshake is to be refused
     */
    SecondPass(boolean inTime) {
        this.inTime = inTime;
    }

    /**
     * {@return the second pass that a request is in, once; empty if it is in its first one}
     *
     * @param request the request; not null
     */
    static Optional<SecondPass> begin(HttpServletRequest request) {
        if (request.getAttribute(NAME) instanceof SecondPass second) {
            request.removeAttribute(NAME);
            second.begun = true;
            return Optional.of(second);
        }
        return Optional.empty();
    }

    /** {@return whether the turn came in time} */
    boolean isInTime() {
        return inTime;
    }

    /** {@return whether the filter has seen it, which gives the turn back} */
    boolean hasBegun() {
        return begun;
    }
}
