package org.signaling.handshake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks issuers. With {@link UrlRequest} the only outgoing HTTP: 2 s to connect, a bounded time for a whole answer,
 * 512 KB at most, no redirects. For all threads; every call blocks until the answer is there or the time is up.
 *
 * <p>The client's own thread ends when the client is no longer reachable (Java 17 knows no other way), so
 * {@link #close()} lets go of it and nothing else may hold it: a server may hold the application's objects for long. The
 * thread is started without the application's class loader.
 */
public final class IssuerHttp implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 512 * 1_024;

    /**
     * An issuer's answer.
     *
     * @param address who answered; never null
     * @param status the HTTP status
     * @param body the bytes; never null
     */
    public record Reply(URI address, int status, byte[] body) {

        /**
         * {@return the answer's JSON object; never null}
         *
         * @param what what it should be, for the message of the exception; not null
         * @throws IOException if the body is anything else
         */
        public Map<String, Object> json(String what) throws IOException {
            try {
                return StrictJson.document(body);
            } catch (ParseException e) {
                throw new IOException(address + " is no " + what + ": " + e.getMessage(), e);
            }
        }
    }

    /** What to ask: the form is null where there is none to send. */
    record Question(URI address, Map<String, String> headers, String form) {
    }

    private volatile HttpClient http;
    private final Executor executor;
    private final Duration answerTimeout;

    /**
     * @param executor runs the client's callbacks, which are short, and requests that the client does not take; not null
     * @param answerTimeout how long a whole answer may take; not null
     */
    IssuerHttp(Executor executor, Duration answerTimeout) {
        this.executor = executor;
        this.answerTimeout = answerTimeout;
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NEVER).executor(executor).build();
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    /**
     * Reads what stands at an address.
     *
     * @param address where; not null
     * @return the answer, whose status is 200; never null
     * @throws IOException if it answers anything else, or nothing in time; the message says where and why
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public Reply get(URI address) throws IOException, InterruptedException {
        Reply reply = send(
                new Question(address, Map.of("Accept", "application/json, application/jwk-set+json"), null));
        if (reply.status() != 200) {
            throw new IOException(address + " answers " + reply.status());
        }
        return reply;
    }

    /**
     * Sends a form.
     *
     * @param address where to; not null
     * @param form the form, encoded as {@code application/x-www-form-urlencoded}; not null
     * @param authorization the value of the header {@code Authorization}; empty for none
     * @return the answer, whatever its status; never null
     * @throws IOException if there is none in time; the message says where and why, and nothing of the form
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    public Reply post(URI address, String form, Optional<String> authorization)
            throws IOException, InterruptedException {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", "application/json");
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        authorization.ifPresent(value -> headers.put("Authorization", value));
        return send(new Question(address, headers, form));
    }

    private Reply send(Question question) throws IOException, InterruptedException {
        URI address = question.address();
        HttpClient client = http;
        if (client == null) {
            throw new IOException(address + " is not asked any more: the server is stopping");
        }
        // the client takes no host with an underscore
        CompletableFuture<Reply> answer = address.getHost() == null
                ? UrlRequest.send(question, CONNECT_TIMEOUT, answerTimeout, MAX_BYTES, executor)
                : client.sendAsync(request(question), info -> new BoundedBody())
                        .thenApply(response -> new Reply(address, response.statusCode(), response.body()));
        try {
            // the request's own timeout ends with the headers; this one covers a body that drips
            return answer.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(address + " cannot be read: " + NetworkProblem.sentence(address, e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException(address + " does not answer within " + answerTimeout, e);
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(Question question) {
        HttpRequest.Builder request = HttpRequest.newBuilder(question.address()).timeout(answerTimeout);
        question.headers().forEach(request::header);
        if (question.form() != null) {
            request.POST(BodyPublishers.ofString(question.form()));
        }
        return request.build();
    }

    /** Asks nobody any more, and lets the client's thread and connections end. */
    @Override
    public void close() {
        http = null;
    }

    /** Takes a body up to the bound, and ends the exchange with the first byte beyond. */
    private static final class BoundedBody implements BodySubscriber<byte[]> {

        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Flow.Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription newSubscription) {
            subscription = newSubscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                if (bytes.size() + buffer.remaining() > MAX_BYTES) {
                    subscription.cancel();
                    body.completeExceptionally(new IOException("longer than " + MAX_BYTES + " bytes"));
                    return;
                }
                byte[] chunk = new byte[buffer.remaining()];
                buffer.get(chunk);
                bytes.writeBytes(chunk);
            }
        }

        @Override
        public void onError(Throwable error) {
            body.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            body.complete(bytes.toByteArray());
        }
    }
}
