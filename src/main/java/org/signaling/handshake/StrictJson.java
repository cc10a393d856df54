package org.signaling.handshake;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Bytes to a JSON object, read in one way only (RFC 8725, section 2.4, and RFC 8259): strict UTF-8, no member twice at
 * any depth, no half characters, bounded nesting. Nimbus' parser refuses what else is no JSON, but lets these pass.
 */
final class StrictJson {

    private static final int MAX_DEPTH = 16;
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private StrictJson() {
    }

    /**
     * Reads one object.
     *
     * @param utf8 the text; not null
     * @return its members: strings, Long or Double, Boolean, null, lists and maps; never null
     * @throws ParseException if it is anything else than one proper object
     */
    static Map<String, Object> object(byte[] utf8) throws ParseException {
        String text = decode(utf8);
        int members = scan(text);
        Map<String, Object> object = JSONObjectUtils.parse(text);
        if (countMembers(object) != members) {
            throw new ParseException("a member stands twice", 0);
        }
        return object;
    }

    /**
     * Reads the object that an issuer answers with. A byte order mark before it, as some editors and servers write it, is
     * passed over (RFC 8259, section 8.1).
     *
     * @param utf8 the text; not null
     * @return its members, as above; never null
     * @throws ParseException if it is anything else than one proper object
     */
    static Map<String, Object> document(byte[] utf8) throws ParseException {
        boolean marked = Arrays.mismatch(utf8, MARK) == MARK.length;
        return object(marked ? Arrays.copyOfRange(utf8, MARK.length, utf8.length) : utf8);
    }

    private static String decode(byte[] utf8) throws ParseException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new ParseException("not UTF-8", 0);
        }
    }

    /** Bounds the nesting and counts the members: in proper JSON each has one colon outside of strings. */
    private static int scan(String text) throws ParseException {
        if (!text.stripLeading().startsWith("{")) {
            throw new ParseException("not an object", 0);
        }
        int members = 0;
        int depth = 0;
        boolean string = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (string && c == '\\') {
                i++;
            } else if (c == '"') {
                string = !string;
            } else if (!string && c == ':') {
                members++;
            } else if (!string && (c == '{' || c == '[') && ++depth > MAX_DEPTH) {
                throw new ParseException("nested too deep", i);
            } else if (!string && (c == '}' || c == ']')) {
                depth--;
            }
        }
        return members;
    }

    private static int countMembers(Object value) throws ParseException {
        int members = 0;
        if (value instanceof Map<?, ?> object) {
            for (Map.Entry<?, ?> member : object.entrySet()) {
                members += 1 + countMembers(member.getKey()) + countMembers(member.getValue());
            }
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                members += countMembers(element);
            }
        } else if (value instanceof String string && !StandardCharsets.UTF_8.newEncoder().canEncode(string)) {
            throw new ParseException("half a character", 0);
        }
        return members;
    }
}
