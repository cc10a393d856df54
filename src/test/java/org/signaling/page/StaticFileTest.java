package org.signaling.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.signaling.page.StaticFile.Content;

class StaticFileTest {

    private static final byte[] TEXT = "export const answer = 42;\n".repeat(50).getBytes(StandardCharsets.UTF_8);
    private static final byte[] OTHER = "export const answer = 43;\n".repeat(50).getBytes(StandardCharsets.UTF_8);

    private final StaticFile file = new StaticFile("/app/app.js", TEXT);

    @Test
    void anotherContentOfTheSameLengthHasAnotherTag() {
        assertThat(OTHER).hasSameSizeAs(TEXT);

        assertThat(new StaticFile("/app/app.js", OTHER).content(null).tag()).isNotEqualTo(file.content(null).tag());
        assertThat(new StaticFile("/app/app.js", TEXT).content(null).tag()).isEqualTo(file.content(null).tag());
    }

    @Test
    void theCompressedContentIsTheSameWithATagOfItsOwn() throws IOException {
        Content compressed = file.content("gzip, deflate, br");

        assertThat(compressed.coding()).isEqualTo("gzip");
        assertThat(compressed.tag()).isNotEqualTo(file.content(null).tag());
        assertThat(new GZIPInputStream(new ByteArrayInputStream(compressed.bytes())).readAllBytes()).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, gzip;q=0.5", "GZIP", "x-gzip", "*", "br;q=1.0, *;q=0.1", "gzip; q=1"})
    void whoTakesGzipGetsIt(String acceptEncoding) {
        assertThat(file.content(acceptEncoding).coding()).isEqualTo("gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "br", "identity", "gzip;q=0", "gzip; q=0.000, *", "*;q=0"})
    void othersGetThePlainContent(String acceptEncoding) {
        assertThat(file.content(acceptEncoding).coding()).isNull();
    }

    @Test
    void whatCompressionMakesLongerStaysAsItIs() {
        assertThat(new StaticFile("/app/a.js", new byte[]{';'}).content("gzip").coding()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/app/index.html,text/html;charset=UTF-8", "/signaling/call.js,text/javascript;charset=UTF-8",
        "/app/app.css,text/css;charset=UTF-8", "/signaling-client.d.ts,text/plain;charset=UTF-8",
        "/app/icon.svg,image/svg+xml;charset=UTF-8", "/app/x,application/octet-stream"})
    void theEndingSaysWhatAFileIs(String path, String type) {
        assertThat(new StaticFile(path, TEXT).type()).isEqualTo(type);
    }

    @Test
    void aClientThatHasTheContentSaysSoByItsTag() {
        Content content = file.content(null);

        assertThat(StaticFile.isKnown(content.tag(), content)).isTrue();
        assertThat(StaticFile.isKnown("\"other\", W/" + content.tag(), content)).isTrue();
        assertThat(StaticFile.isKnown("*", content)).isTrue();
        assertThat(StaticFile.isKnown(null, content)).isFalse();
        assertThat(StaticFile.isKnown(file.content("gzip").tag(), content)).isFalse();
    }
}
