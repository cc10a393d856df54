package org.signaling.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.testing.ServerTest;

/** The files that browsers load, as the server sends them, and what browsers do to have the newest ones. */
class StaticFilesIT extends ServerTest {

    /** What every file of every build is dated. */
    private static final String DATE_OF_ALL_BUILDS = "Thu, 01 Jan 2026 00:00:00 GMT";

    private final HttpClient http = HttpClient.newHttpClient();

    private HttpResponse<byte[]> ask(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(page().resolve(path)).method(method,
                HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static Map<String, byte[]> filesInTheWar() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipFile war = new ZipFile(System.getProperty("war"))) {
            for (var entry : war.stream().filter(each -> !each.isDirectory()).toList()) {
                if (entry.getName().matches("(app|signaling)/.*|signaling-client.*")) {
                    files.put("/" + entry.getName(), war.getInputStream(entry).readAllBytes());
                }
            }
        }
        return files;
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    @Test
    void eachFileOfTheWarIsServedWithATagOfItsContentAndToBeAskedForEachTime() throws Exception {
        Map<String, byte[]> files = filesInTheWar();

        assertThat(files).containsKeys("/app/index.html", "/app/app.css", "/signaling-client.js",
                "/signaling-client.d.ts", "/signaling/call.js");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            HttpResponse<byte[]> answer = ask("GET", file.getKey());

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(file.getValue());
            assertThat(header(answer, "ETag"))
                    .isEqualTo(new StaticFile(file.getKey(), file.getValue()).content(null).tag());
            assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
            assertThat(header(answer, "Vary")).isEqualTo("Accept-Encoding");
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(answer, "Last-Modified")).isNull();
            assertThat(header(answer, "Content-Type").replace(" ", "").toLowerCase())
                    .isEqualTo(new StaticFile(file.getKey(), file.getValue()).type().toLowerCase());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/", "/app/app.js", "/signaling-client.js", "/signaling/client.js"})
    void whoHasTheContentIsToldSoAndADateSaysNothing(String path) throws Exception {
        String tag = header(ask("GET", path), "ETag");

        HttpResponse<byte[]> same = ask("GET", path, "If-None-Match", tag, "If-Modified-Since", DATE_OF_ALL_BUILDS);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(header(same, "ETag")).isEqualTo(tag);
        assertThat(header(same, "Cache-Control")).isEqualTo("no-cache");
        assertThat(ask("GET", path, "If-None-Match", "\"of the last build\"", "If-Modified-Since", DATE_OF_ALL_BUILDS)
                .statusCode()).isEqualTo(200);
        assertThat(ask("GET", path, "If-Modified-Since", DATE_OF_ALL_BUILDS).statusCode()).isEqualTo(200);
    }

    @Test
    void textIsCompressedForWhoTakesThat() throws Exception {
        HttpResponse<byte[]> plain = ask("GET", "/signaling/call.js");
        HttpResponse<byte[]> compressed = ask("GET", "/signaling/call.js", "Accept-Encoding", "gzip");

        assertThat(header(compressed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(compressed.body().length).isLessThan(plain.body().length / 2);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.body())).readAllBytes())
                .isEqualTo(plain.body());
        assertThat(ask("GET", "/signaling/call.js", "Accept-Encoding", "gzip", "If-None-Match",
                header(compressed, "ETag")).statusCode()).isEqualTo(304);
    }

    @Test
    void headAnswersAsGetDoesWithoutTheContent() throws Exception {
        HttpResponse<byte[]> get = ask("GET", "/app/app.js");
        HttpResponse<byte[]> head = ask("HEAD", "/app/app.js");

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo("" + get.body().length);
        assertThat(header(head, "ETag")).isEqualTo(header(get, "ETag"));
    }

    @Test
    void pagesOfOtherOriginsMayImportTheModuleButNotLoadThePage() throws Exception {
        assertThat(header(ask("GET", "/signaling-client.js"), "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(ask("GET", "/signaling/call.js"), "Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(header(ask("GET", "/app/app.js"), "Access-Control-Allow-Origin")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/../WEB-INF/beans.xml", "/app/nothing.js", "/signaling", "/signaling/",
        "/signaling/../app/app.js/"})
    void whatIsNoFileOfThePageIsNotFound(String path) throws Exception {
        assertThat(ask("GET", path).statusCode()).isIn(400, 403, 404);
    }

    @Test
    void thePagesAddressWithoutItsSlashLeadsThereWithoutRepeatingAnyHost() throws Exception {
        String answer;
        try (Socket socket = new Socket("localhost", page().getPort())) {
            socket.getOutputStream().write("GET /app HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }

        assertThat(answer).startsWith("HTTP/1.1 301").containsIgnoringCase("\r\nLocation: /app/\r\n");
    }
}
