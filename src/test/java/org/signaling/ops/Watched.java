package org.signaling.ops;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.signaling.delivery.Connection;
import org.signaling.delivery.DrivenSubscribers;
import org.signaling.delivery.SessionEnds;
import org.signaling.handshake.Admission;
import org.signaling.handshake.Caller;
import org.signaling.handshake.IssuerKeys;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;
import org.signaling.ice.IceServers;
import org.signaling.settings.Settings;
import org.signaling.signaling.MessageRouter;
import org.signaling.testing.FakeSession;
import org.signaling.testing.SigningKey;
import org.signaling.testing.TestIssuer;
import org.signaling.testing.TestSettings;

/** A server without a container, with one trusted issuer, for the tests of those who watch it. */
final class Watched implements AutoCloseable {

    final TestIssuer issuer = TestIssuer.start(0, "/a", SigningKey.ec("key"));
    final DrivenSubscribers driven = new DrivenSubscribers();
    final Admission admission;
    final MessageRouter router;

    Watched() {
        Settings settings = TestSettings.trusting(issuer, Map.of());
        admission = new Admission(settings);
        router = new MessageRouter(driven.subscribers(), admission, new SessionEnds(driven.subscribers(), admission),
                new IceServers(settings), settings);
    }

    Connection join(FakeSession session, String subject) {
        UserInfo user = new UserInfo(new UserId(issuer.issuer(), subject), subject.toUpperCase());
        return driven.subscribers()
                .join(session.session(), new Caller(user, Instant.MAX, Set.of()), false, Long.MAX_VALUE)
                .orElseThrow();
    }

    String offer(String subject) {
        return "{\"type\":\"Call-Offer\",\"target\":{\"issuer\":\"" + issuer.issuer() + "\",\"subject\":\"" + subject
                + "\"}}";
    }

    IssuerKeys keys() {
        return admission.issuers().all().iterator().next();
    }

    void fetchKeys() {
        // a busy machine may take longer than a fetch has
        Awaitility.await().until(() -> {
            keys().refresh().join();
            return keys().usable();
        });
    }

    void handshake(String token) {
        try {
            admission.admit(name -> name.equals("Authorization") ? List.of("Bearer " + token) : List.of(), null);
        } catch (Exception e) {
            // counted, which is all that matters here
        }
    }

    Management management() {
        return new Management(driven.subscribers(), router, admission);
    }

    @Override
    public void close() {
        admission.issuers().close();
        issuer.close();
    }
}
