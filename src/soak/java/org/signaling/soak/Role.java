package org.signaling.soak;

import java.time.Duration;

/**
 * What a client of the soak test is like. Members come first; behind them each other role has its own users, one for
 * each client. What the server may do to whom stands in {@link Closings}.
 */
enum Role {

    /** Talks, leaves in every way there is, and comes back; its tokens outlast most of its visits. */
    MEMBER(0, 0, 300),
    /** A client of the Go server: tokens of a minute, of the issuer that {@code PROVIDER} names, and it stays for hours. */
    LASTING(6, 2, 60),
    /** Tokens of a minute of an ordinary issuer, renewed over the socket, and it stays as well. */
    RENEWING(6, 3, 60),
    /** Comes and goes several times a second. */
    HASTY(4, 3, 300),
    /** Announces a frame of 4 MB, and sends most of it. */
    GIANT(2, 3, 300),
    /** Sends numbers of 65,000 digits where the server expects one. */
    DIGITS(2, 3, 300),
    /** Signed in with a browser: renews its sign-in, as the page does, and keeps its connection so. */
    PAGE(2, 4, 60);

    private final int users;
    private final int issuer;
    private final int tokenSeconds;

    /**
     * @param users how many there are; of members it is the soak test's own setting
     * @param issuer the number of the issuer of the first of them
     * @param tokenSeconds how long their tokens last
     */
    Role(int users, int issuer, int tokenSeconds) {
        this.users = users;
        this.issuer = issuer;
        this.tokenSeconds = tokenSeconds;
    }

    int users() {
        return users;
    }

    Duration tokenLife() {
        return Duration.ofSeconds(tokenSeconds);
    }

    /** {@return the role of a user, where there are so many members} */
    static Role of(int user, int members) {
        int left = user - members;
        for (Role role : values()) {
            if (left < role.users) {
                return role;
            }
            left -= role.users;
        }
        throw new IllegalArgumentException("there is no user " + user);
    }

    /** {@return the number of a user's issuer}: two for the members, one for each page, one for each other role. */
    static int issuer(int user, int members) {
        Role role = of(user, members);
        return switch (role) {
            case MEMBER -> user % 2;
            case PAGE -> role.issuer + user - role.first(members);
            default -> role.issuer;
        };
    }

    /** {@return the number of the first user of this role} */
    int first(int members) {
        int first = members;
        for (Role role : values()) {
            if (role == this) {
                break;
            }
            first += role.users;
        }
        return this == MEMBER ? 0 : first;
    }

    /** {@return how many users there are, of every role} */
    static int all(int members) {
        return PAGE.first(members) + PAGE.users;
    }
}
