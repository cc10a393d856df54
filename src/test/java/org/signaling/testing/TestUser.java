package org.signaling.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user, as the user's token tells.
 *
 * @param token the access token
 * @param issuer its {@code iss}
 * @param subject its {@code sub}
 * @param username its {@code preferred_username}
 */
public record TestUser(String token, String issuer, String subject, String username) {

    /** Reads a token, without checking it. */
    public static TestUser of(String token) {
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
        JsonNode json = SocketClient.json(new String(claims, StandardCharsets.UTF_8));
        return new TestUser(token, json.path("iss").asText(), json.path("sub").asText(),
                json.path("preferred_username").asText());
    }

    /** The JSON text of the user's id. */
    public String id() {
        return "{" + idFields() + "}";
    }

    /** The fields of the user's id, without the braces. */
    String idFields() {
        return "\"issuer\":\"" + issuer + "\",\"subject\":\"" + subject + "\"";
    }

    /** What others must be told of the user. */
    public JsonNode info() {
        return SocketClient.json("{" + idFields() + ",\"username\":\"" + username + "\"}");
    }

    /** A message to this user, with the JSON text of a body. */
    public String message(String type, String body) {
        return "{\"type\":\"" + type + "\",\"target\":" + id() + ",\"body\":" + body + "}";
    }

    /** The frame that such a message must arrive as when this user sent it. */
    public String delivered(String type, String body) {
        return "{\"type\":\"" + type + "\",\"origin\":" + id() + ",\"body\":" + body + "}";
    }
}
