package org.signaling.bench.relay;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an application server does by itself: passes {@code TARGET PAYLOAD} on to the connection of that target. No
 * queue, no tokens, no presence.
 */
@ServerEndpoint("/")
public class Relay {

    private static final Map<String, Session> SESSIONS = new ConcurrentHashMap<>();

    private String id;

    @OnOpen
    public void open(Session session) {
        id = session.getRequestParameterMap().get("id").get(0);
        session.setMaxIdleTimeout(-1);
        SESSIONS.put(id, session);
    }

    @OnMessage
    public void text(String text) {
        int space = text.indexOf(' ');
        Session target = SESSIONS.get(text.substring(0, space));
        if (target != null) {
            target.getAsyncRemote().sendText(text.substring(space + 1), result -> {
            });
        }
    }

    @OnClose
    public void close(Session session) {
        SESSIONS.remove(id, session);
    }

    @OnError
    public void error(Throwable cause) {
        // the container closes the connection
    }
}
