package org.signaling.testing;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The inside of the server under test, as the JDK's {@code jcmd} sees it. */
public final class ServerJvm {

    private final String id;

    private ServerJvm(String id) {
        this.id = id;
    }

    /** The one running process whose command line names the directory that the build unpacked the server into. */
    public static ServerJvm find() {
        String home = System.getProperty("server.home");
        return new ServerJvm(VirtualMachine.list().stream()
                .filter(machine -> machine.displayName().contains(home))
                .map(VirtualMachineDescriptor::id)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no server runs from " + home)));
    }

    /** What the threads do whose stack goes through a package. */
    public List<String> threadsIn(String packageName) {
        return List.of(jcmd("Thread.print").split("\n\n")).stream().filter(stack -> stack.contains(packageName))
                .toList();
    }

    private String jcmd(String command) {
        try {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), id,
                    command).redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
