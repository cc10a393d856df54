package org.signaling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Signs in as a browser does, without one: it keeps cookies and follows no redirect by itself. For all threads. */
public final class SignInClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Sent> cookies = new ConcurrentHashMap<>();
    private final URI server;

    /** A cookie's value, and what the paths begin with that it is sent to. */
    private record Sent(String value, String path) {
    }

    /**
     * @param server the root of the server
     */
    public SignInClient(URI server) {
        this.server = server;
    }

    /**
     * Goes through a whole sign-in.
     *
     * @param issuer what the server calls the provider
     * @return the answer to the callback
     */
    public HttpResponse<String> signIn(String issuer, TestProvider provider) throws IOException {
        HttpResponse<String> start = ask(request("/signin/start?issuer=" + issuer).GET());
        String authorization = start.headers().firstValue("Location")
                .orElseThrow(() -> new IOException("/signin/start answers " + start.statusCode()));
        Map<String, String> asked = TestProvider.decode(URI.create(authorization).getRawQuery());
        return ask(request(asked.get("redirect_uri") + "?code=" + provider.signIn(authorization) + "&state="
                + URLEncoder.encode(asked.get("state"), StandardCharsets.US_ASCII)).GET());
    }

    /** Posts nothing to an address, as the own page does. */
    public HttpResponse<String> post(String path) throws IOException {
        return ask(request(path).POST(BodyPublishers.noBody()));
    }

    /** The token that opens a connection; empty while nobody is signed in. */
    public Optional<String> token() {
        return cookies.entrySet().stream().filter(each -> each.getKey().endsWith("oidc"))
                .map(each -> each.getValue().value()).findFirst();
    }

    private HttpRequest.Builder request(String address) {
        URI target = server.resolve(address);
        HttpRequest.Builder request = HttpRequest.newBuilder(target).timeout(TIMEOUT)
                .header("Sec-Fetch-Site", "same-origin");
        String own = cookies.entrySet().stream().filter(each -> target.getPath().startsWith(each.getValue().path()))
                .map(each -> each.getKey() + "=" + each.getValue().value()).collect(Collectors.joining("; "));
        if (!own.isEmpty()) {
            request.header("Cookie", own);
        }
        return request;
    }

    private HttpResponse<String> ask(HttpRequest.Builder request) throws IOException {
        HttpResponse<String> answer;
        try {
            answer = http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
        for (String cookie : answer.headers().allValues("Set-Cookie")) {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            if (pair[1].isEmpty() || pair[1].equals("\"\"")) {
                cookies.remove(pair[0]);
            } else {
                cookies.put(pair[0], new Sent(pair[1], cookie.replaceFirst("(?i).*; *path=([^;]*).*", "$1")));
            }
        }
        return answer;
    }
}
