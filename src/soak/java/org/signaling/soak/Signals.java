package org.signaling.soak;

import java.io.IOException;

/** The two signals that Java cannot send. */
final class Signals {

    private Signals() {
    }

    static void stop(long pid) throws IOException, InterruptedException {
        send("-STOP", pid);
    }

    static void go(long pid) throws IOException, InterruptedException {
        send("-CONT", pid);
    }

    private static void send(String signal, long pid) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", signal, "" + pid).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("kill " + signal + " " + pid + " ended with " + status);
        }
    }
}
