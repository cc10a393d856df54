package org.signaling.handshake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.signaling.settings.IssuerSettings;

/**
 * Gets an issuer's keys: discovery (OpenID Connect Discovery 1.0, section 4), then the JWK Set. The only file with
 * outgoing HTTP: 2 s to connect, a bounded time for a whole answer, 512 KB at the most, no redirects. For all threads.
 *
 * <p>The client's own thread ends when the client is no longer reachable (Java 17 knows no other way), so nothing
 * static may hold one; the thread is started without the application's class loader.
 */
final class KeyFetcher {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int MAX_BYTES = 512 * 1_024;

    private final HttpClient http;
    private final Duration answerTimeout;

    /**
     * @param executor runs the client's callbacks, which are short; not null
     * @param answerTimeout how long a whole answer may take; not null
     */
    KeyFetcher(Executor executor, Duration answerTimeout) {
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
     * Fetches the keys of an issuer. Blocks for up to twice the time of an answer.
     *
     * @return the keys, at least one; never null
     * @throws IOException if there are none to be had; the message says where and why
     */
    KeySet fetch(IssuerSettings issuer) throws IOException, InterruptedException {
        URI address = issuer.jwksUri().isPresent() ? issuer.jwksUri().get() : discover(issuer);
        KeySet keys;
        try {
            keys = KeySet.parse(get(address));
        } catch (ParseException e) {
            throw new IOException(address + " is no JWK Set: " + e.getMessage(), e);
        }
        if (keys.keys().isEmpty()) {
            throw new IOException(address + " has no key that is fit to verify tokens " + keys.dropped());
        }
        return keys;
    }

    private URI discover(IssuerSettings issuer) throws IOException, InterruptedException {
        URI address = URI.create(withoutSlash(issuer.discoveryBase().toString()) + "/.well-known/openid-configuration");
        Map<String, Object> document;
        try {
            document = StrictJson.object(get(address));
        } catch (ParseException e) {
            throw new IOException(address + " is no discovery document: " + e.getMessage(), e);
        }
        Object named = document.get("issuer");
        boolean inside = issuer.inside().isPresent() && named instanceof String name
                && withoutSlash(name).equals(withoutSlash(issuer.inside().get().toString()));
        if (!issuer.issuer().equals(named) && !inside) {
            throw new IOException(address + " is the document of another issuer: " + named + "; configured is "
                    + issuer.issuer());
        }
        return keysAddress(address, document.get("jwks_uri"));
    }

    private static String withoutSlash(String address) {
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private static URI keysAddress(URI discovery, Object jwksUri) throws IOException {
        try {
            URI address = URI.create(String.valueOf(jwksUri));
            boolean asSafe = "https".equals(address.getScheme())
                    || "http".equals(address.getScheme()) && "http".equals(discovery.getScheme());
            if (asSafe && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // the same answer as for an address of another kind
        }
        throw new IOException(discovery + " names no usable jwks_uri: " + jwksUri);
    }

    private byte[] get(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(answerTimeout)
                .header("Accept", "application/json, application/jwk-set+json").build();
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request, info -> new BoundedBody());
        try {
            // the request's own timeout ends with the headers; this one covers a body that drips
            HttpResponse<byte[]> response = answer.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != 200) {
                throw new IOException(address + " answers " + response.statusCode());
            }
            return response.body();
        } catch (ExecutionException e) {
            throw new IOException(address + " cannot be read: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException(address + " does not answer within " + answerTimeout, e);
        } finally {
            answer.cancel(true);
        }
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
