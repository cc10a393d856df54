package org.signaling.dev;

/** Why the start did not succeed, in words for the person at the terminal. Needs no stack trace. */
final class StartFailure extends Exception {

    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }
}
