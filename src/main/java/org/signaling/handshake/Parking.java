package org.signaling.handshake;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Lets a handshake wait for its turn without a thread, and then has it pass through {@link HandshakeFilter} once more.
 * Only on servers of which it is known that the second pass can upgrade a request; elsewhere handshakes do not wait. For
 * all threads.
 */
abstract class Parking {

    private static final Logger LOG = System.getLogger(Parking.class.getName());

    private static final String PAYARA = "org.apache.catalina.connector.RequestFacade";
    /** They upgrade a request in an asynchronous dispatch (Jakarta Servlet 6.0, section 2.3.3.3). */
    private static final List<String> ASYNCHRONOUS = List.of("io.undertow.servlet.spec.HttpServletRequestImpl",
            "io.openliberty.webcontainer60.srt.SRTServletRequest60");

    private static final Parking NONE = new Parking() {
        @Override
        boolean park(HttpServletRequest request, HttpServletResponse response, HandshakeQueue queue) {
            return false;
        }
    };

    private static final Parking DISPATCH = new Parking() {
        @Override
        boolean park(HttpServletRequest request, HttpServletResponse response, HandshakeQueue queue) {
            AsyncContext parked = request.startAsync(request, response);
            // the queue's bound is the one that counts
            parked.setTimeout(0);
            queue.await(inTime -> {
                try {
                    request.setAttribute(SecondPass.NAME, new SecondPass(inTime));
                    parked.dispatch();
                    return true;
                } catch (RuntimeException e) {
                    // the server has ended the request already: an IllegalStateException, or whatever comes of that
                    LOG.log(Level.DEBUG, "a handshake that waited has ended", e);
                    return false;
                }
            });
            return true;
        }
    };

    /**
     * {@return what parks the requests of a server; never null}
     *
     * @param request what the server hands to applications, perhaps wrapped; not null
     */
    static Parking of(ServletRequest request) {
        ServletRequest innermost = innermost(request);
        String type = innermost.getClass().getName();
        if (type.equals(PAYARA)) {
            return PayaraParking.of(innermost.getClass()).map(Parking.class::cast).orElse(NONE);
        }
        return ASYNCHRONOUS.contains(type) ? DISPATCH : NONE;
    }

    /** {@return what a server handed to the first of all filters; never null} */
    static ServletRequest innermost(ServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        return innermost;
    }

    /**
     * Has a handshake wait. Nothing more is done with the request in this pass.
     *
     * @param request the handshake; not null
     * @param response its answer; not null
     * @param queue where it waits; not null
     * @return whether it waits; false where this server has no way to
     */
    abstract boolean park(HttpServletRequest request, HttpServletResponse response, HandshakeQueue queue);
}
