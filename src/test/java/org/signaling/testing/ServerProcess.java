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
        List<Path> servers = ProcessHandle.current().descendants()
                .filter(process -> process.info().command().filter(command -> command.endsWith("/java")).isPresent())
                .filter(process -> !Keycloak.runningProcesses().contains(process))
                .map(process -> Path.of("/proc/" + process.pid() + "/task"))
                .filter(Files::isDirectory)
                .toList();
        if (servers.size() != 1) {
            return OptionalLong.empty();
        }
        try (Stream<Path> threads = Files.list(servers.get(0))) {
            return OptionalLong.of(threads.count());
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
