package org.signaling.bench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Processes that never rest, so that a server has less of the machine. */
public final class Neighbours implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();

    /**
     * @param count how many; 0 for none
     */
    public Neighbours(int count) {
        try {
            for (int i = 0; i < count; i++) {
                Process process = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
                processes.add(process);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
