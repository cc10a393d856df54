package org.signaling.dev;

import fish.payara.micro.PayaraMicro;
import java.io.IOException;

/** The main class of the server's own JVM: Payara Micro, which ends when the JVM that started it is gone. */
public final class PayaraChild {

    private PayaraChild() {
    }

    /**
     * Runs Payara Micro.
     *
     * @param arguments Payara Micro's own
     * @throws Exception whatever Payara Micro throws
     */
    public static void main(String[] arguments) throws Exception {
        Thread watch = new Thread(PayaraChild::endWithParent, "parent-watch");
        watch.setDaemon(true);
        watch.start();
        PayaraMicro.main(arguments);
    }

    /** Nothing is ever written to our input: it ends when the parent does, even if that was killed. */
    private static void endWithParent() {
        try {
            while (System.in.read() != -1) {
                // still there
            }
        } catch (IOException e) {
            // gone as well
        }
        Runtime.getRuntime().halt(1);
    }
}
