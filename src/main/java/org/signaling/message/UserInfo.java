package org.signaling.message;

import java.util.Objects;

/**
 * What others are told of a user.
 *
 * @param id who the user is; never null
 * @param username the name to show, from the token's username claim; null where the token has none
 */
public record UserInfo(UserId id, String username) {

    /** Refuses a user without an id. */
    public UserInfo {
        Objects.requireNonNull(id, "id");
    }
}
