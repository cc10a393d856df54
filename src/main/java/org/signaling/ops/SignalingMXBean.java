package org.signaling.ops;

import java.util.List;
import java.util.Map;

/**
 * What an operator sees and does over JMX, as {@code org.signaling:type=Signaling}. Counters begin with 0 when the
 * application starts.
 */
public interface SignalingMXBean {

    /** {@return how many users are connected to this server} */
    int getUsers();

    /** {@return how many connections are open; a user may have several} */
    int getConnections();

    /** {@return how many signaling messages wait for a connection} */
    int getQueuedMessages();

    /** {@return how many signaling messages were taken for their target} */
    long getRelayedMessages();

    /** {@return how many messages were refused, by error code; never null} */
    Map<String, Long> getRefusedMessages();

    /** {@return how many handshakes were admitted} */
    long getAdmittedHandshakes();

    /** {@return how many handshakes were refused, by reason; never null} */
    Map<String, Long> getRefusedHandshakes();

    /** {@return the trusted issuers, in the order of the settings; never null} */
    List<IssuerStatus> getIssuers();

    /** {@return whether the server takes nobody in because {@link #drain} was called} */
    boolean isDraining();

    /** {@return whether the server has too much to do: nobody new is let in} */
    boolean isOverloaded();

    /** {@return how long frames have waited lately until they were read, in milliseconds} */
    long getReadDelayMillis();

    /** {@return how many messages a user may send each second at the moment; infinite if the settings alone limit it} */
    double getMessageRate();

    /** {@return which servers are there, as JGroups numbers and writes it; empty without a cluster; never null} */
    String getClusterView();

    /** {@return the other servers of the cluster; never null} */
    List<PeerStatus> getClusterPeers();

    /** {@return how often the list of another server differed from what it told later, and was asked for anew} */
    long getClusterHealed();

    /** {@return how many messages came back because another server could not deliver them, or was lost} */
    long getClusterReturned();

    /** {@return who is connected to this server; never null} */
    List<UserStatus> listUsers();

    /**
     * Closes all connections of a user, on all servers of a cluster; the user may connect again at once.
     *
     * @param issuer the issuer as tokens carry it
     * @param subject the subject as tokens carry it
     * @param closeCode 1000, 1001, 1008, 1011, 1012, 1013, or 3000 to 4999
     * @param reason for the person; at most 123 bytes in UTF-8
     * @return how many connections there were on this server
     * @throws IllegalArgumentException if an argument is none of these
     */
    int disconnect(String issuer, String subject, int closeCode, String reason);

    /**
     * Fetches an issuer's keys, whatever their age, and waits for them, up to 10 s. What the server had stays if that
     * fails.
     *
     * @param issuer its name in the settings, or the issuer as tokens carry it
     * @return how it is afterwards; never null
     * @throws IllegalArgumentException if it is not trusted
     * @throws IllegalStateException if the keys could not be fetched
     */
    IssuerStatus refreshKeys(String issuer);

    /**
     * Refuses handshakes from now on, with 503 and Retry-After, is not ready any more, and closes the open connections
     * with 1012 (service restart), evenly spread over a time. Called again, it begins again with those who are left.
     *
     * @param seconds the time, 0 to 3600
     * @throws IllegalArgumentException if it is none
     */
    void drain(int seconds);

    /** Takes users in again. Connections that are closed stay closed. */
    void cancelDrain();
}
