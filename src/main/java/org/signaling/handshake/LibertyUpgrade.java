package org.signaling.handshake;

import jakarta.servlet.http.HttpUpgradeHandler;
import java.lang.reflect.Field;

/**
 * What Open Liberty does at an upgrade to a WebSocket when it has the handler: it notes it in the request, here with
 * {@link LibertyFrames} around it. For all threads.
 *
 * @param upgraded whether the request was upgraded
 * @param handler what handles the connection from then on
 * @param transport what frames come through
 */
record LibertyUpgrade(Field upgraded, Field handler, LibertyTransport transport) implements DirectUpgrade.Steps {

    /**
     * Looks for the fields.
     *
     * @param request the class of what Open Liberty hands to applications, which inherits them; not null
     * @param handler the class of the handler; not null
     * @return the steps; never null
     * @throws ReflectiveOperationException if the server looks different
     */
    static LibertyUpgrade of(Class<?> request, Class<?> handler) throws ReflectiveOperationException {
        return new LibertyUpgrade(field(request, "upgradeCalledAndSuccessful"),
                field(request, "httpUpgradeHandlerObject"), new LibertyTransport(handler));
    }

    private static Field field(Class<?> request, String name) throws NoSuchFieldException {
        for (Class<?> type = request; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(name);
    }

    @Override
    public void begin(Object request, HttpUpgradeHandler made, IncomingFrames frames)
            throws ReflectiveOperationException {
        handler.set(request, LibertyFrames.of(transport, made, frames));
        upgraded.setBoolean(request, true);
    }
}
