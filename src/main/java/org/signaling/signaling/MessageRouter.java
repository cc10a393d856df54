package org.signaling.signaling;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.signaling.delivery.Connection;
import org.signaling.delivery.Relay;
import org.signaling.delivery.SessionEnds;
import org.signaling.delivery.Subscribers;
import org.signaling.handshake.Admission;
import org.signaling.handshake.Caller;
import org.signaling.handshake.TokenRejected;
import org.signaling.ice.IceServers;
import org.signaling.message.Delivery;
import org.signaling.message.Message;
import org.signaling.message.Message.IceServersRequest;
import org.signaling.message.Message.PresenceRequest;
import org.signaling.message.Message.Refused;
import org.signaling.message.Message.Request;
import org.signaling.message.Message.SelfRequest;
import org.signaling.message.Message.Signal;
import org.signaling.message.Message.TokenRefresh;
import org.signaling.message.Message.UserListRequest;
import org.signaling.message.MessageReader;
import org.signaling.message.MessageWriter;
import org.signaling.message.OwnBody;
import org.signaling.message.SignalingError;
import org.signaling.settings.Settings;

/**
 * Decides what becomes of a client's frame. The sender is always the connection's own user, whatever the frame says,
 * and a message that cannot be delivered is answered to it. For all threads.
 */
@ApplicationScoped
public class MessageRouter {

    private final LongAdder relayed = new LongAdder();
    private final LongAdder questions = new LongAdder();
    private final Map<SignalingError, LongAdder> refused = new EnumMap<>(SignalingError.class);
    private Admission admission;
    private SessionEnds sessionEnds;
    private final LongAdder returned = new LongAdder();
    private Relay delivery;
    private IceServers iceServers;
    private MessageReader reader;

    /** For the container's proxy. */
    protected MessageRouter() {
    }

    /**
     * @param subscribers who is online; not null
     * @param admission decides about fresh tokens; not null
     * @param sessionEnds renews connections; not null
     * @param iceServers what clients reach each other through; not null
     * @param settings the limits for a frame; not null
     */
    @Inject
    public MessageRouter(Subscribers subscribers, Admission admission, SessionEnds sessionEnds, IceServers iceServers,
            Settings settings) {
        this.admission = admission;
        this.sessionEnds = sessionEnds;
        this.delivery = subscribers.delivery(this::comeBack);
        admission.direct(bean -> subscribers.overload().tell(bean::shed));
        this.iceServers = iceServers;
        this.reader = new MessageReader(settings.maxMessageDepth());
        for (SignalingError error : SignalingError.values()) {
            refused.put(error, new LongAdder());
        }
    }

    /**
     * Acts on one frame, if the sender may send now: until that is known, nothing is done for it but to find out which of
     * its messages it is.
     *
     * @param text the frame; not null
     * @param from the sender's connection; not null
     * @param batches whether the sender's client takes presence in numbered batches
     * @param tooFast whether the sender sends more than it may
     * @return whether the frame made sense: false where the sender's client is at fault
     */
    public boolean route(String text, Connection from, boolean batches, boolean tooFast) {
        Message message = reader.read(text);
        if (message instanceof Refused refused) {
            return refuse(refused.error(), refused.detail(), refused.request(), from);
        }
        return tooFast
                ? refuse(SignalingError.TOO_FAST, "too many messages; send this one again later", message.request(),
                        from)
                : act(message, from, batches);
    }

    private boolean act(Message message, Connection from, boolean batches) {
        if (message instanceof Signal signal) {
            relay(signal, from);
        } else if (message instanceof TokenRefresh refresh) {
            return renew(refresh, from);
        } else if (message instanceof UserListRequest) {
            questions.increment();
            from.answerUserList();
        } else if (message instanceof IceServersRequest) {
            questions.increment();
            from.answer(iceServers.answer(from.caller().user().id()));
        } else if (message instanceof SelfRequest) {
            questions.increment();
            from.answer(MessageWriter.self(from.caller().user()));
        } else if (message instanceof PresenceRequest presence && batches) {
            questions.increment();
            from.resumePresence(OwnBody.version(presence));
        } else if (message instanceof PresenceRequest presence) {
            return refuse(SignalingError.BAD_MESSAGE, "presence in batches is for the subprotocol "
                    + SignalingEndpoint.BATCHES, presence.request(), from);
        }
        return true;
    }

    private boolean renew(TokenRefresh refresh, Connection from) {
        Optional<String> token = OwnBody.token(refresh);
        if (token.isEmpty()) {
            return refuse(SignalingError.BAD_MESSAGE, "body.token is not a string, or too long", refresh.request(),
                    from);
        }
        questions.increment();
        try {
            Optional<Caller> fresh = admission.renew(from.caller(), token.get());
            if (fresh.isPresent()) {
                sessionEnds.renew(from, fresh.get());
                from.answer(MessageWriter.refreshed(from.caller().expiry().getEpochSecond()));
                return true;
            }
            return refuse(SignalingError.FORBIDDEN, "the token is another user's", refresh.request(), from);
        } catch (TokenRejected e) {
            return refuse(SignalingError.FORBIDDEN, e.reason().description(), refresh.request(), from);
        }
    }

    private void relay(Signal signal, Connection from) {
        String frame = MessageWriter.signal(signal, from.caller().user().id());
        Delivery outcome = delivery.deliver(signal.request(), frame, from);
        if (outcome == Delivery.TAKEN) {
            relayed.increment();
        } else {
            refuse(error(outcome), detail(outcome), signal.request(), from);
        }
    }

    /** A message that was taken could not be delivered after all. */
    private void comeBack(Delivery why, Request request, Connection from) {
        returned.increment();
        refused.get(error(why)).increment();
        from.answerLate(MessageWriter.error(error(why), detail(why), request));
    }

    private static SignalingError error(Delivery why) {
        return switch (why) {
            case FORBIDDEN -> SignalingError.FORBIDDEN;
            case OFFLINE -> SignalingError.TARGET_OFFLINE;
            default -> SignalingError.TARGET_BUSY;
        };
    }

    private static String detail(Delivery why) {
        return switch (why) {
            case FORBIDDEN -> "you may not message this user";
            case OFFLINE -> "the target is not online";
            default -> "too many messages wait for the target already; send this one again later";
        };
    }

    /**
     * Tells a sender what its message met.
     *
     * @param error what; not null
     * @param detail the same for a person; not null
     * @param request the message; not null
     * @param from the sender's connection; not null
     * @return whether the message made sense nevertheless
     */
    public boolean refuse(SignalingError error, String detail, Request request, Connection from) {
        refused.get(error).increment();
        from.answer(MessageWriter.error(error, detail, request));
        return !error.nonsense();
    }

    /** {@return how many signaling messages were taken for their target} */
    public long relayed() {
        return relayed.sum();
    }

    /**
     * {@return how many messages were refused for a reason}
     *
     * @param error the reason; not null
     */
    public long refused(SignalingError error) {
        return refused.get(error).sum();
    }

    /** {@return how many messages clients sent, whatever became of them} */
    public long received() {
        long all = relayed() + questions.sum() - returned.sum();
        for (LongAdder count : refused.values()) {
            all += count.sum();
        }
        return all;
    }
}
