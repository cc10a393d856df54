package org.signaling.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * One file, as it is and compressed. Each of the two has an entity tag of its content (RFC 9110, section 8.8.3), because
 * the dates of files say nothing: every build has the same. Immutable.
 */
final class StaticFile {

    private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8", "js",
            "text/javascript;charset=UTF-8", "css", "text/css;charset=UTF-8", "svg", "image/svg+xml;charset=UTF-8",
            "ts", "text/plain;charset=UTF-8");
    private static final String OTHER = "application/octet-stream";

    private final String type;
    private final Content plain;
    private final Content compressed;

    /**
     * What is sent.
     *
     * @param bytes the content; not to be changed
     * @param tag its entity tag, with the quotes
     * @param coding the content coding (RFC 9110, section 8.4.1); null for none
     */
    record Content(byte[] bytes, String tag, String coding) {
    }

    /**
     * @param path where browsers find it; its ending says what it is
     * @param bytes its content; not to be changed any more
     */
    StaticFile(String path, byte[] bytes) {
        type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), OTHER);
        String hash = hash(bytes);
        plain = new Content(bytes, '"' + hash + '"', null);
        byte[] small = gzip(bytes);
        compressed = small.length < bytes.length ? new Content(small, '"' + hash + "-gzip\"", "gzip") : plain;
    }

    private static String hash(byte[] bytes) {
        try {
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return small.toByteArray();
    }

    /** {@return its media type; never null} */
    String type() {
        return type;
    }

    /**
     * {@return what a client gets; never null}
     *
     * @param acceptEncoding the request's header (RFC 9110, section 12.5.3); null where there is none
     */
    Content content(String acceptEncoding) {
        return acceptEncoding != null && takesGzip(acceptEncoding) ? compressed : plain;
    }

    /** The coding by its own name decides; {@code *} stands for those that are not named. */
    private static boolean takesGzip(String acceptEncoding) {
        boolean others = false;
        for (String element : acceptEncoding.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = element.split(";", 2);
            String coding = parts[0].strip();
            boolean taken = parts.length == 1 || !parts[1].replace(" ", "").matches("q=0(\\.0*)?");
            if (coding.equals("gzip") || coding.equals("x-gzip")) {
                return taken;
            }
            others |= coding.equals("*") && taken;
        }
        return others;
    }

    /**
     * {@return whether a client has this content already (RFC 9110, section 13.1.2)}
     *
     * @param ifNoneMatch the request's header; null where there is none
     * @param content what it would get; not null
     */
    static boolean isKnown(String ifNoneMatch, Content content) {
        if (ifNoneMatch == null) {
            return false;
        }
        for (String tag : ifNoneMatch.split(",")) {
            String strong = tag.strip().replaceFirst("^W/", "");
            if (strong.equals(content.tag()) || strong.equals("*")) {
                return true;
            }
        }
        return false;
    }
}
