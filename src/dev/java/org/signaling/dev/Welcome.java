package org.signaling.dev;

import java.nio.file.Path;

/** What the terminal shows when everything runs: where, and lines to copy. */
final class Welcome {

    private final int port;
    private final DevProvider provider;
    private final Path log;

    Welcome(int port, DevProvider provider, Path log) {
        this.port = port;
        this.provider = provider;
        this.log = log;
    }

    /** {@return the text, ready to print} */
    String text() {
        return """

                Ready.
                  Page               http://localhost:%1$d/
                  Signaling server   ws://localhost:%1$d/
                  Trusted issuers    %2$s
                                     %3$s
                  Server log         %4$s

                Call yourself: open the page in a window and in a private one, sign in with two names, and ring.

                Or connect two users, each in a terminal of its own, in the project's directory:

                  # ada, of issuer blue
                  %5$s

                  # grace, of issuer green
                  %6$s

                Then paste a message into either terminal:

                  # ada to grace
                  %7$s

                  # grace to ada
                  %8$s

                (npx wscat -c and websocat take the same address.) Ctrl-C ends everything.
                """.formatted(port, provider.address("blue"), provider.address("green"), log,
                connect("blue", "ada"), connect("green", "grace"),
                message("green", "grace", "Hello from ada"), message("blue", "ada", "Hello from grace"));
    }

    /** Double quotes, which every shell understands: an address with a token has nothing that they would not keep. */
    private String connect(String issuer, String user) {
        return "java examples/Connect.java \"ws://localhost:%d/?oidc=%s\""
                .formatted(port, provider.token(issuer, user));
    }

    private String message(String issuer, String user, String body) {
        return "{\"type\":\"Call-Offer\",\"target\":{\"issuer\":\"%s\",\"subject\":\"%s\"},\"body\":\"%s\"}"
                .formatted(provider.address(issuer), user, body);
    }
}
