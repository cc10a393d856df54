package org.signaling.ops;

import jakarta.websocket.CloseReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.signaling.delivery.Connection;
import org.signaling.delivery.Subscribers;
import org.signaling.handshake.Admission;
import org.signaling.handshake.IssuerKeys;
import org.signaling.handshake.TokenRejected.Reason;
import org.signaling.message.SignalingError;
import org.signaling.message.UserId;
import org.signaling.signaling.MessageRouter;

/** Answers the operator. For all threads, those of the JMX server among them. */
final class Management implements SignalingMXBean {

    private static final Logger LOG = System.getLogger(Management.class.getName());
    private static final int MAX_DRAIN_SECONDS = 3_600;
    private static final int MAX_REFRESH_SECONDS = 10;
    /** What a server may close with, besides what is left to applications (RFC 6455, section 7.4). */
    private static final Set<Integer> CLOSE_CODES = Set.of(1000, 1001, 1008, 1011, 1012, 1013);
    private static final int FIRST_OWN_CODE = 3_000;
    private static final int LAST_OWN_CODE = 4_999;

    private final Subscribers subscribers;
    private final MessageRouter router;
    private final Admission admission;

    /**
     * @param subscribers who is online; not null
     * @param router counts messages; not null
     * @param admission counts and refuses handshakes; not null
     */
    Management(Subscribers subscribers, MessageRouter router, Admission admission) {
        this.subscribers = subscribers;
        this.router = router;
        this.admission = admission;
    }

    @Override
    public int getUsers() {
        return subscribers.userCount();
    }

    @Override
    public int getConnections() {
        return subscribers.connectionCount();
    }

    @Override
    public int getQueuedMessages() {
        return subscribers.queued();
    }

    @Override
    public long getRelayedMessages() {
        return router.relayed();
    }

    @Override
    public Map<String, Long> getRefusedMessages() {
        Map<String, Long> refused = new LinkedHashMap<>();
        for (SignalingError error : SignalingError.values()) {
            refused.put(error.code(), router.refused(error));
        }
        return refused;
    }

    @Override
    public long getAdmittedHandshakes() {
        return admission.admitted();
    }

    @Override
    public Map<String, Long> getRefusedHandshakes() {
        Map<String, Long> refused = new LinkedHashMap<>();
        for (Reason reason : Reason.values()) {
            refused.put(reason.name(), admission.refused(reason));
        }
        return refused;
    }

    @Override
    public List<IssuerStatus> getIssuers() {
        return admission.issuers().all().stream().map(IssuerStatus::of).toList();
    }

    @Override
    public boolean isDraining() {
        return admission.draining();
    }

    @Override
    public boolean isOverloaded() {
        return subscribers.overload().now();
    }

    @Override
    public long getReadDelayMillis() {
        return subscribers.overload().delay().toMillis();
    }

    @Override
    public double getMessageRate() {
        return subscribers.overload().rate();
    }

    @Override
    public String getClusterView() {
        return subscribers.cluster().view();
    }

    @Override
    public List<PeerStatus> getClusterPeers() {
        return subscribers.cluster().peers().stream().map(PeerStatus::of).toList();
    }

    @Override
    public long getClusterHealed() {
        return subscribers.cluster().healed();
    }

    @Override
    public long getClusterReturned() {
        return subscribers.cluster().returned();
    }

    @Override
    public List<UserStatus> listUsers() {
        Map<UserId, List<Connection>> users = subscribers.openConnections().stream().collect(Collectors.groupingBy(
                connection -> connection.caller().user().id(), LinkedHashMap::new, Collectors.toList()));
        return users.values().stream().map(UserStatus::of).toList();
    }

    @Override
    public int disconnect(String issuer, String subject, int closeCode, String reason) {
        if (!CLOSE_CODES.contains(closeCode) && (closeCode < FIRST_OWN_CODE || closeCode > LAST_OWN_CODE)) {
            throw new IllegalArgumentException("a server does not close with " + closeCode + "; use one of "
                    + CLOSE_CODES.stream().sorted().toList() + " or 3000 to 4999");
        }
        CloseReason why = new CloseReason(CloseReason.CloseCodes.getCloseCode(closeCode), reason);
        return subscribers.disconnect(new UserId(issuer, subject), why);
    }

    @Override
    public IssuerStatus refreshKeys(String issuer) {
        IssuerKeys keys = admission.issuers().all().stream()
                .filter(each -> each.issuer().name().equals(issuer) || each.issuer().issuer().equals(issuer))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no trusted issuer is called " + issuer));
        long failures = keys.failures();
        try {
            keys.refresh().get(MAX_REFRESH_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the keys did not come within " + MAX_REFRESH_SECONDS + " s");
        }
        if (keys.failures() != failures) {
            throw new IllegalStateException("the keys could not be fetched; the log says why");
        }
        return IssuerStatus.of(keys);
    }

    @Override
    public void drain(int seconds) {
        if (seconds < 0 || seconds > MAX_DRAIN_SECONDS) {
            throw new IllegalArgumentException(seconds + " is not from 0 to " + MAX_DRAIN_SECONDS);
        }
        admission.drain(true);
        subscribers.drain(Duration.ofSeconds(seconds));
        LOG.log(Level.INFO, () -> "draining " + subscribers.connectionCount() + " connections in " + seconds + " s");
    }

    @Override
    public void cancelDrain() {
        subscribers.cancelDrain();
        admission.drain(false);
        LOG.log(Level.INFO, () -> "draining no more; " + subscribers.connectionCount() + " connections are open");
    }
}
