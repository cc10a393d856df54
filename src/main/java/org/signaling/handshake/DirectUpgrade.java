package org.signaling.handshake;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;

/**
 * Begins the upgrade of a request to a WebSocket in place of the server. Payara and Open Liberty alone: on other servers
 * this does nothing.
 *
 * <p>These two have CDI make each instance of the upgrade handler of their WebSocket container, and build a model of the
 * class anew each time: a fifth of what a connection costs there. The handler has nothing to inject. So this makes it,
 * and {@link PayaraUpgrade} and {@link LibertyUpgrade} do the rest of what the server does.
 *
 * <p>Where a server looks different from what is expected here, it does it all itself, as it does for all handlers but
 * these. For all threads.
 */
final class DirectUpgrade {

    private static final Logger LOG = System.getLogger(DirectUpgrade.class.getName());

    private static final List<DirectUpgrade> SERVERS = List.of(
            new DirectUpgrade("org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler",
                    (request, handler) -> PayaraUpgrade.of(request)),
            new DirectUpgrade("com.ibm.ws.wsoc.WsocUpgradeHandler", LibertyUpgrade::of));

    /** What a server does with a handler that it has made. For all threads. */
    interface Steps {

        /**
         * Begins the upgrade.
         *
         * @param request what the server hands to applications; not null
         * @param made handles the connection from now on; not null
         * @param frames looks at what the client sends, where the server lets it; not null
         * @throws ReflectiveOperationException if the server looks different
         */
        void begin(Object request, HttpUpgradeHandler made, IncomingFrames frames) throws ReflectiveOperationException;
    }

    /** Looks for what the steps need. */
    interface Finder {

        Steps find(Class<?> request, Class<?> handler) throws ReflectiveOperationException;
    }

    private final String handler;
    private final Finder finder;
    private volatile Steps steps;
    private volatile boolean unknown;

    /**
     * @param handler the name of the class that a server's WebSocket container wants for its connections; not null
     * @param finder looks for what the steps need; not null
     */
    DirectUpgrade(String handler, Finder finder) {
        this.handler = handler;
        this.finder = finder;
    }

    /**
     * Begins the upgrade of a request, if it is one to a WebSocket on a server that this is for.
     *
     * @param <T> the type of the handler
     * @param request the request, perhaps wrapped; not null
     * @param handler what is to handle the connection from now on; not null
     * @param frames looks at what the client sends, where the server lets it; not null
     * @return the handler; empty if the server has to do it, and nothing is done yet; never null
     */
    static <T extends HttpUpgradeHandler> Optional<T> begin(ServletRequest request, Class<T> handler,
            IncomingFrames frames) {
        for (DirectUpgrade server : SERVERS) {
            if (server.handler.equals(handler.getName())) {
                return server.tryToBegin(Parking.innermost(request), handler, frames);
            }
        }
        return Optional.empty();
    }

    /**
     * The same on one server. What a server looks like does not change, so it is not looked at again once it is different; any
     * other failure is that of one upgrade.
     */
    <T extends HttpUpgradeHandler> Optional<T> tryToBegin(ServletRequest request, Class<T> type,
            IncomingFrames frames) {
        if (unknown) {
            return Optional.empty();
        }
        try {
            if (steps == null) {
                steps = finder.find(request.getClass(), type);
            }
            T made = type.getConstructor().newInstance();
            steps.begin(request, made, frames);
            return Optional.of(made);
        } catch (InvocationTargetException e) {
            LOG.log(Level.WARNING, "An upgrade could not be begun in place of the server: {0}", e.getCause());
        } catch (ReflectiveOperationException | RuntimeException e) {
            unknown = true;
            LOG.log(Level.WARNING, "This server cannot be spared the search for beans in each upgrade; connecting costs"
                    + " more CPU time than it needs, and frames that are not whole have only the server's own bound, which"
                    + " is 4 MB on Payara and none on Open Liberty: {0}", e.toString());
        }
        return Optional.empty();
    }
}
