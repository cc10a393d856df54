package org.signaling.micro;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The main class of the uber-jar: Payara Micro at {@code PORT}, which would else stay up without the WAR, or without its
 * port, and say that it is ready. Here the process ends with status 1 and a sentence, or says once that it listens.
 *
 * <p>The WAR tells through system properties what became of it; it asks for {@link #ASKED} before.
 */
public final class UberJar {

    /** Set where the WAR is to tell what became of it. */
    static final String ASKED = "org.signaling.uber-jar";
    /** What the WAR was started with, as a line for people. */
    static final String STARTED = "org.signaling.started";
    /** Why the WAR was not started. */
    static final String FAILED = "org.signaling.failed";

    private static final int MAX_PORT = 65_535;

    private UberJar() {
    }

    /**
     * Starts the server, and returns while it runs.
     *
     * @param arguments for Payara Micro
     * @throws Exception whatever Payara Micro throws
     */
    public static void main(String[] arguments) throws Exception {
        // Payara replaces it by one that writes into its log
        PrintStream terminal = System.err;
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        int port = port(terminal);
        if (Arrays.stream(arguments).noneMatch(argument -> argument.toLowerCase(Locale.ROOT)
                .matches("--(port|autobindhttp|sslport)"))) {
            requireFree(port, terminal);
            all.addAll(List.of("--port", Integer.toString(port)));
        }
        System.setProperty(ASKED, "true");
        Class.forName("fish.payara.micro.PayaraMicro").getMethod("main", String[].class)
                .invoke(null, (Object) all.toArray(String[]::new));
        if (System.getProperty(STARTED) == null) {
            end(terminal, System.getProperty(FAILED, "Signaling cannot start: the log above says why"));
        }
        terminal.println("Signaling listens at port " + port + ": " + System.getProperty(STARTED));
    }

    private static int port(PrintStream terminal) {
        String text = System.getProperty("PORT", System.getenv().getOrDefault("PORT", "8080")).strip();
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port > 0 && port <= MAX_PORT) {
                return port;
            }
        }
        return end(terminal, "Signaling cannot start: PORT=" + text + " is not a whole number from 1 to " + MAX_PORT
                + "; leave it out for 8080");
    }

    private static void requireFree(int port, PrintStream terminal) {
        try {
            new ServerSocket(port).close();
        } catch (IOException e) {
            end(terminal, "Signaling cannot start: port " + port + " cannot be used (" + e.getMessage()
                    + "); end the program that has it, or set PORT to another");
        }
    }

    /** Without the hooks of a server that is not needed any more, whose log lines would come behind the sentence. */
    private static int end(PrintStream terminal, String sentence) {
        terminal.println(sentence);
        terminal.flush();
        Runtime.getRuntime().halt(1);
        return 1;
    }
}
