package org.signaling.cluster;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.MergeView;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.TP;
import org.jgroups.protocols.UFC;
import org.jgroups.util.NameCache;
import org.jgroups.util.UUID;
import org.signaling.settings.ClusterSettings;

/**
 * A channel of JGroups: it finds the other servers, watches them, and keeps order. For all threads.
 */
final class JGroupsChannel implements Channel {

    private static final Logger LOG = System.getLogger(JGroupsChannel.class.getName());

    private final ClusterSettings settings;
    private final Map<Node, Address> addresses = new ConcurrentHashMap<>();
    private JChannel channel;

    /**
     * @param settings how servers find each other; not null
     */
    JGroupsChannel(ClusterSettings settings) {
        this.settings = settings;
    }

    @Override
    public Node connect(Listener listener) {
        settings.tls().ifPresent(TlsCheck::check);
        try {
            channel = BindAddress.channel(settings);
            channel.setReceiver(new Handover(listener));
            channel.connect(settings.name());
        } catch (Exception e) {
            if (channel != null) {
                channel.close();
            }
            throw new IllegalStateException("the cluster " + settings.name() + " cannot be joined at "
                    + settings.bindAddress() + ", port " + settings.bindPort() + ": " + rootCause(e)
                    + "; look at signaling.cluster.bind-address, bind-port and stack", e);
        }
        compareCreditsWithBuffer();
        LOG.log(Level.INFO, "joined cluster {0} as {1}; now {2}", settings.name(), channel.getName(),
                channel.getView());
        return node(channel.getAddress());
    }

    private static String rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** A thread that hangs in a full socket cannot be let go when its server is excluded; one without credits can. */
    private void compareCreditsWithBuffer() {
        UFC flowControl = channel.getProtocolStack().findProtocol(UFC.class);
        TP transport = channel.getProtocolStack().getTransport();
        if (flowControl == null || !(transport instanceof org.jgroups.protocols.BasicTCP tcp)) {
            return;
        }
        try (Socket socket = new Socket()) {
            if (tcp.getSendBufSize() > 0) {
                socket.setSendBufferSize(tcp.getSendBufSize());
            }
            if (socket.getSendBufferSize() < flowControl.getMaxCredits()) {
                LOG.log(Level.WARNING, "the system gives a connection a send buffer of {0} bytes, less than the {1}"
                        + " bytes that may be under way to another server: a silent server may hold up the news that it"
                        + " is gone; raise net.core.wmem_max, or lower max_credits of UFC and MFC in a stack of your own",
                        socket.getSendBufferSize(), flowControl.getMaxCredits());
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the send buffer of a connection cannot be measured: {0}", e.toString());
        }
    }

    @Override
    public void send(Node to, byte[] bytes) {
        Address address = addresses.get(to);
        if (address == null) {
            throw new IllegalStateException("server " + to + " was never there");
        }
        try {
            channel.send(new BytesMessage(address, bytes));
        } catch (IllegalStateException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        channel.close();
    }

    private Node node(Address address) {
        String name = NameCache.get(address);
        String id = address instanceof UUID uuid ? uuid.toStringLong() : address.toString();
        Node node = new Node(id, name == null ? id : name);
        addresses.putIfAbsent(node, address);
        return node;
    }

    /** What JGroups tells, handed over. */
    private final class Handover implements Receiver {
        private final Listener listener;

        Handover(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void receive(Message message) {
            byte[] bytes = Arrays.copyOfRange(message.getArray(), message.getOffset(),
                    message.getOffset() + message.getLength());
            listener.received(node(message.getSrc()), bytes);
        }

        @Override
        public void viewAccepted(View view) {
            Set<Node> members = view.getMembers().stream().map(JGroupsChannel.this::node).collect(Collectors.toSet());
            Set<Node> apart = new HashSet<>();
            if (view instanceof MergeView merge) {
                apart.addAll(members);
                merge.getSubgroups().stream().filter(part -> part.containsMember(channel.getAddress()))
                        .flatMap(part -> part.getMembers().stream()).map(JGroupsChannel.this::node)
                        .forEach(apart::remove);
            }
            addresses.keySet().retainAll(members);
            listener.view(view.toString(), members, apart);
        }
    }
}
