package org.signaling.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The operating system's view of the server under test, where the server is a child of the tests' process. */
public final class ServerProcess {

    private ServerProcess() {
    }

    /** How many threads it has; empty where the operating system does not tell, or the server is no child. */
    public static OptionalLong threads() {
        return count("task");
    }

    /** How many files and sockets it has open; empty where the operating system does not tell, or it is no child. */
    public static OptionalLong descriptors() {
        return count("fd");
    }

    private static OptionalLong count(String what) {
        List<Path> servers = ProcessHandle.current().descendants()
                .filter(process -> process.info().command().filter(command -> command.endsWith("/java")).isPresent())
                .filter(process -> !Keycloak.runningProcesses().contains(process))
                .map(process -> Path.of("/proc/" + process.pid(), what))
                .filter(Files::isDirectory)
                .toList();
        if (servers.size() != 1) {
            return OptionalLong.empty();
        }
        try (Stream<Path> entries = Files.list(servers.get(0))) {
            return OptionalLong.of(entries.count());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
