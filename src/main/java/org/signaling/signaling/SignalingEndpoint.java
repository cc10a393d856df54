package org.signaling.signaling;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.signaling.delivery.Connection;
import org.signaling.handshake.Caller;
import org.signaling.handshake.HandshakeConfigurator;
import org.signaling.message.LogText;
import org.signaling.message.Message.Request;
import org.signaling.message.SignalingError;

/**
 * The socket at {@code /}. One instance for each connection, made by {@link SignalingConfigurator}; the container calls
 * it for one frame after the other.
 */
@ServerEndpoint(value = "/", configurator = SignalingConfigurator.class, subprotocols = {
    SignalingEndpoint.BATCHES, SignalingEndpoint.PLAIN})
public class SignalingEndpoint {

    /** The subprotocol of clients that take presence in numbered batches. */
    static final String BATCHES = "signaling.presence.v1";

    /** The subprotocol of clients that name one, because they bring their token as another. */
    static final String PLAIN = "signaling.v1";

    private static final Logger LOG = System.getLogger(SignalingEndpoint.class.getName());

    private static final int MAX_CAUSE = 500;

    private final Desk desk;
    private Connection connection;
    private FrameText frame;
    private ConnectionLimits.Place place;
    private boolean batches;
    private int nonsense;

    /** For containers, which ask for such a constructor also where {@link SignalingConfigurator} makes the endpoints. */
    public SignalingEndpoint() {
        this(Desk.ofApplication());
    }

    /**
     * @param desk what it shares with all others; not null
     */
    SignalingEndpoint(Desk desk) {
        this.desk = desk;
    }

    /**
     * Takes the person that the handshake admitted among the subscribers.
     *
     * @param session the open WebSocket
     * @throws IOException if a connection that nobody admitted cannot be closed
     */
    @OnOpen
    public void open(Session session) throws IOException {
        if (!(session.getUserProperties().get(HandshakeConfigurator.CALLER) instanceof Caller caller)) {
            session.close(new CloseReason(CloseReason.CloseCodes.VIOLATED_POLICY, "not admitted: no valid token"));
            return;
        }
        // dead peers are found by pings; a quiet socket may live for hours
        session.setMaxIdleTimeout(-1);
        frame = new FrameText(desk.settings().maxMessageBytes());
        batches = BATCHES.equals(session.getNegotiatedSubprotocol());
        place = desk.limits().take(caller).orElse(null);
        if (place != null) {
            connection = desk.subscribers().join(session, caller, batches, SignalingConfigurator.known(session))
                    .orElse(null);
        }
        if (connection == null) {
            session.close(new CloseReason(CloseReason.CloseCodes.TRY_AGAIN_LATER, "too many connections"));
        } else {
            HandshakeConfigurator.watch(session, desk.settings().maxMessageBytes(), new Frames());
            desk.sessionEnds().recheck(connection);
        }
    }

    /** Hears of frames before they are whole, where the server lets it. */
    private final class Frames implements HandshakeConfigurator.FrameListener {

        @Override
        public void begins() {
            connection.messageBegins();
        }

        @Override
        public void ends() {
            connection.messageEnds();
        }

        @Override
        public void pinged(ByteBuffer payload) {
            connection.pinged(payload);
        }

        @Override
        public void refused(CloseReason.CloseCode code, String reason) {
            connection.close(code, reason);
        }
    }

    /**
     * Takes a text message, or a part of one.
     *
     * @param part the text
     * @param last whether it is the last part
     */
    @OnMessage
    public void text(String part, boolean last) {
        if (connection == null) {
            return;
        }
        connection.heard();
        desk.subscribers().overload().heardFrom(connection);
        if (last && frame.isWhole(part)) {
            route(part);
            return;
        }
        frame.add(part);
        if (!last) {
            waitForTheRest();
            return;
        }
        connection.messageEnds();
        boolean tooLarge = frame.tooLarge();
        String text = frame.take();
        if (tooLarge) {
            refuse(SignalingError.TOO_LARGE,
                    "the message has more than " + desk.settings().maxMessageBytes() + " bytes");
        } else {
            route(text);
        }
    }

    /** A client that sends far more than it may is not waited for, and nobody for ever. */
    private void waitForTheRest() {
        if (frame.farTooLarge()) {
            connection.close(CloseReason.CloseCodes.TOO_BIG,
                    "a message may have " + desk.settings().maxMessageBytes() + " bytes");
        } else {
            connection.messageBegins();
        }
    }

    private void route(String text) {
        judge(desk.router().route(text, connection, batches, !place.maySend(desk.subscribers().overload().rate())));
        connection.helpPacer();
    }

    /**
     * Refuses a binary message.
     *
     * @param part the bytes
     * @param last whether they are the last part
     */
    @OnMessage
    public void binary(ByteBuffer part, boolean last) {
        if (connection == null) {
            return;
        }
        frame.skip(part.remaining());
        if (!last) {
            waitForTheRest();
        } else {
            connection.messageEnds();
            frame.take();
            refuse(SignalingError.BAD_MESSAGE, "the frame is binary; send one JSON object as text");
        }
    }

    /**
     * Notes that the client is alive.
     *
     * @param pong its answer to a ping
     */
    @OnMessage
    public void pong(PongMessage pong) {
        if (connection != null) {
            if (pong.getApplicationData().hasRemaining()) {
                connection.answered();
            } else {
                connection.heard();
            }
        }
    }

    private void refuse(SignalingError error, String detail) {
        judge(desk.router().refuse(error, detail, Request.UNKNOWN, connection));
    }

    /** Nonsense again and again is an attack or a broken client: either way it ends. */
    private void judge(boolean sense) {
        nonsense = sense ? 0 : nonsense + 1;
        if (nonsense >= desk.settings().maxNonsense()) {
            connection.close(CloseReason.CloseCodes.VIOLATED_POLICY,
                    "the last " + nonsense + " messages made no sense");
        }
    }

    /**
     * The connection is closed, by whichever side.
     *
     * @param session the closed session
     * @param reason what that side gave as its reason
     */
    @OnClose
    public void close(Session session, CloseReason reason) {
        HandshakeConfigurator.transport(session)
                .ifPresent(transport -> desk.subscribers().closedConnections().add(transport, reason));
        if (place != null) {
            place.giveBack();
        }
        if (connection != null) {
            connection.closedByPeer(reason);
            desk.subscribers().leave(connection);
        }
    }

    /**
     * The transport failed, as it does when a client vanishes; the container closes the connection.
     *
     * @param cause what happened
     */
    @OnError
    public void error(Throwable cause) {
        LOG.log(Level.DEBUG, "a connection failed: {0}", LogText.clean(cause.toString(), MAX_CAUSE));
    }
}
