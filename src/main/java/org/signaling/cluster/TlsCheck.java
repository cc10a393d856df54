package org.signaling.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.signaling.settings.ClusterTls;
import org.signaling.settings.Secret;

/**
 * Shakes hands with itself before the cluster is joined. Keys that do not fit would only be warnings in the log, and a
 * cluster of one.
 */
final class TlsCheck {

    private static final int TIMEOUT = 5_000;

    private TlsCheck() {
    }

    /**
     * Checks that a server with these keys would be taken by another one with these keys.
     *
     * @param tls the keys; not null
     * @throws IllegalStateException if not; it says why and what to do
     */
    static void check(ClusterTls tls) {
        SSLContext context = context(tls);
        try (SSLServerSocket listening = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1,
                InetAddress.getLoopbackAddress())) {
            listening.setNeedClientAuth(true);
            listening.setSoTimeout(TIMEOUT);
            CompletableFuture<Void> answer = CompletableFuture.runAsync(() -> accept(listening));
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(listening.getInetAddress(),
                    listening.getLocalPort())) {
                socket.setSoTimeout(TIMEOUT);
                socket.startHandshake();
                // the other side's refusal comes after the handshake (RFC 8446, section 4.4.2): its byte says that it is none
                socket.getInputStream().read();
            }
            answer.join();
        } catch (IOException | CompletionException e) {
            throw new IllegalStateException("the servers of the cluster would not take each other: the certificate in "
                    + tls.keyStore() + " must be signed by one in " + tls.trustStore()
                    + " and be good for TLS servers and clients: " + e.getMessage(), e);
        }
    }

    private static void accept(SSLServerSocket listening) {
        try (SSLSocket socket = (SSLSocket) listening.accept()) {
            socket.setSoTimeout(TIMEOUT);
            socket.startHandshake();
            socket.getOutputStream().write(1);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static SSLContext context(ClusterTls tls) {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(load(tls.keyStore(), tls.keyStorePassword()), tls.keyStorePassword().value().toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(load(tls.trustStore(), tls.trustStorePassword()));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keys of the cluster in " + tls.keyStore() + " and " + tls.trustStore()
                    + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore load(Path file, Secret password) throws GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.value().toCharArray());
            return store;
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be opened: " + e.getMessage()
                    + "; is it a PKCS #12 file, and its password right?", e);
        }
    }
}
