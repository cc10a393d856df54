package org.signaling.handshake;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.signaling.message.LogText;
import org.signaling.settings.HttpAddress;

/**
 * Says for an operator why an issuer could not be asked, and what to do about it: Java's exceptions name neither the host
 * nor a cure, and some have no message at all. Without state, for all threads.
 */
final class NetworkProblem {

    private static final int MAX_MESSAGE = 200;
    private static final String INSIDE = "; correct the address, or name one that this server reaches as the issuer's"
            + " inside address";

    /** The first that is among the causes decides; an unresolved host, for one, hides behind a ConnectException. */
    private static final List<Map.Entry<Class<? extends Throwable>, String>> SENTENCES = List.of(
            Map.entry(UnresolvedAddressException.class, "the host %s cannot be resolved" + INSIDE),
            Map.entry(UnknownHostException.class, "the host %s cannot be resolved" + INSIDE),
            Map.entry(SSLException.class, "no TLS with %s (%s); its certificate has to name this host and be signed by"
                    + " whom Java trusts (javax.net.ssl.trustStore), and the port has to speak TLS"),
            Map.entry(HttpConnectTimeoutException.class,
                    "no connection to %s in time; a firewall may be between" + INSIDE),
            Map.entry(HttpTimeoutException.class, "%s does not answer in time; is it overloaded?"),
            Map.entry(SocketTimeoutException.class, "%s does not answer in time; a firewall may be between" + INSIDE),
            Map.entry(NoRouteToHostException.class, "there is no route to %s" + INSIDE),
            Map.entry(ConnectException.class, "%s takes no connection (%s); is it running, on this port?"));

    private NetworkProblem() {
    }

    /**
     * {@return one sentence; never null}
     *
     * @param address who was asked; not null
     * @param problem what happened; not null
     */
    static String sentence(URI address, Throwable problem) {
        for (Map.Entry<Class<? extends Throwable>, String> each : SENTENCES) {
            for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
                if (each.getKey().isInstance(cause)) {
                    return String.format(each.getValue(), place(address), message(cause));
                }
            }
        }
        return problem.getClass().getSimpleName() + ": " + message(problem);
    }

    private static String place(URI address) {
        int port = HttpAddress.port(address);
        return HttpAddress.host(address).orElse("?") + (port < 0 ? "" : ":" + port);
    }

    private static String message(Throwable problem) {
        return problem.getMessage() == null
                ? problem.getClass().getSimpleName()
                : LogText.clean(problem.getMessage(), MAX_MESSAGE);
    }
}
