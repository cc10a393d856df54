package org.signaling.handshake;

/**
 * A handshake's turn in the {@link HandshakeQueue}, for who has its thread wait for an issuer: that is to keep no other
 * handshake waiting. For all threads.
 */
interface Turn {

    /** For who has no turn. */
    Turn NONE = new Turn() {
        @Override
        public void giveBack() {
            // there is none
        }

        @Override
        public void takeAgain() {
            // there was none
        }
    };

    /** Gives the turn to the next handshake. */
    void giveBack();

    /** Has the handshake go on at once, whoever else has a turn. */
    void takeAgain();
}
