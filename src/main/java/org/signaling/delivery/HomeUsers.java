package org.signaling.delivery;

import jakarta.websocket.CloseReason;
import java.util.List;
import org.signaling.cluster.Home;
import org.signaling.message.Delivery;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;
import org.signaling.message.PendingMessage;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.presence.PresenceLog;
import org.signaling.presence.Viewer;
import org.signaling.presence.Visibility;

/** The users of this server, as the other servers reach them, and the log of who is online. For all threads. */
final class HomeUsers implements Home {

    private final Subscribers subscribers;
    private final PresenceLog presence;
    private final Visibility visibility;
    private final SessionEnds sessionEnds;

    /**
     * @param subscribers who is connected here; not null
     * @param presence who is online anywhere; not null
     * @param visibility who is told of it; not null
     * @param sessionEnds ends sessions on this server; null where no other server is there to ask for it
     */
    HomeUsers(Subscribers subscribers, PresenceLog presence, Visibility visibility, SessionEnds sessionEnds) {
        this.subscribers = subscribers;
        this.presence = presence;
        this.visibility = visibility;
        this.sessionEnds = sessionEnds;
    }

    @Override
    public void online(Rights rights) {
        presence.online(rights.user(), viewer(rights));
    }

    @Override
    public void changed(Rights before, Rights rights) {
        if (!before.user().equals(rights.user()) || !viewer(before).equals(viewer(rights))) {
            offline(before);
            online(rights);
        }
    }

    @Override
    public void offline(Rights rights) {
        presence.offline(rights.user(), viewer(rights));
    }

    @Override
    public void superseded(Rights before, Rights rights) {
        subscribers.supersede(rights, !viewer(before).equals(viewer(rights)));
    }

    private Viewer viewer(Rights rights) {
        return visibility.of(rights.user().id(), rights.groups());
    }

    @Override
    public Delivery deliver(UserId target, String frame, PendingMessage message) {
        return subscribers.deliver(target, frame, message);
    }

    @Override
    public void disconnect(UserId user, int closeCode, String reason) {
        subscribers.disconnectHere(user, new CloseReason(CloseReason.CloseCodes.getCloseCode(closeCode), reason));
    }

    @Override
    public void end(EndedSession ended) {
        sessionEnds.endHere(ended);
    }

    @Override
    public List<EndedBucket> endedBuckets() {
        return sessionEnds.buckets();
    }

    @Override
    public List<EndedSession> ended(long bucket, EndedSession after, int max) {
        return sessionEnds.ended(bucket, after, max);
    }
}
