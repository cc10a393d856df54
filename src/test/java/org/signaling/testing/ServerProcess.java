package org.signaling.testing;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The process of the server under test, as the JDK's {@code jcmd} sees it. */
public final class ServerProcess {

    private final String id;

    private ServerProcess(String id) {
        this.id = id;
    }

    /** The one running process whose command line names the directory that the build unpacked the server into. */
    public static ServerProcess find() {
        String home = System.getProperty("server.home");
        return new ServerProcess(VirtualMachine.list().stream()
                .filter(machine -> machine.displayName().contains(home))
                .map(VirtualMachineDescriptor::id)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no server runs from " + home)));
    }

    /** The classes of a package and below it that are loaded, after a garbage collection. */
    public List<String> loadedClasses(String packageName) {
        jcmd("GC.run");
        return jcmd("VM.class_hierarchy").lines().filter(line -> line.contains(packageName)).map(String::strip).toList();
    }

    /** What the threads do whose stack goes through a package. */
    public List<String> threadsIn(String packageName) {
        return List.of(jcmd("Thread.print").split("\n\n")).stream().filter(stack -> stack.contains(packageName))
                .toList();
    }

    /** The threads whose name has a text in it. */
    public List<String> threadsNamed(String text) {
        return jcmd("Thread.print").lines().filter(line -> line.startsWith("\"") && line.contains(text)).toList();
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
