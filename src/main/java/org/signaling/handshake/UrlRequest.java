package org.signaling.handshake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.signaling.handshake.IssuerHttp.Question;
import org.signaling.handshake.IssuerHttp.Reply;

/**
 * Asks issuers whose host has an underscore, as {@link IssuerHttp} asks all others: Java's newer client takes no such
 * host. Without state, for all threads.
 */
final class UrlRequest {

    private UrlRequest() {
    }

    /**
     * Asks. It ends by itself when the time is up, a little later than the one who waits.
     *
     * @return the answer, or why there is none; never null
     */
    static CompletableFuture<Reply> send(Question question, Duration connectTimeout, Duration answerTimeout,
            int maxBytes,
            Executor executor) {
        long end = System.nanoTime() + answerTimeout.toNanos();
        return CompletableFuture.supplyAsync(() -> {
            try {
                return ask(question, connectTimeout, answerTimeout, maxBytes, end);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        }, executor);
    }

    private static Reply ask(Question question, Duration connectTimeout, Duration answerTimeout, int maxBytes, long end)
            throws IOException {
        HttpURLConnection connection = (HttpURLConnection) question.address().toURL().openConnection();
        try {
            connection.setConnectTimeout((int) connectTimeout.toMillis());
            connection.setReadTimeout((int) answerTimeout.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            question.headers().forEach(connection::setRequestProperty);
            // or a thread of the JDK would keep the connection, and with it this application
            connection.setRequestProperty("Connection", "close");
            if (question.form() != null) {
                connection.setDoOutput(true);
                try (OutputStream body = connection.getOutputStream()) {
                    body.write(question.form().getBytes(StandardCharsets.UTF_8));
                }
            }
            int status = connection.getResponseCode();
            try (InputStream body = status < HttpURLConnection.HTTP_BAD_REQUEST
                    ? connection.getInputStream()
                    : connection.getErrorStream()) {
                return new Reply(question.address(), status, body == null ? new byte[0] : read(body, maxBytes, end));
            }
        } finally {
            connection.disconnect();
        }
    }

    private static byte[] read(InputStream body, int maxBytes, long end) throws IOException {
        byte[] bytes = new byte[maxBytes + 1];
        int length = 0;
        for (int read = 0; read >= 0; read = body.read(bytes, length, bytes.length - length)) {
            length += read;
            if (length > maxBytes) {
                throw new IOException("longer than " + maxBytes + " bytes");
            }
            if (System.nanoTime() - end > 0) {
                throw new SocketTimeoutException("the body drips");
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
