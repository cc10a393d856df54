package org.signaling.testing;

import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The inside of the server under test, as the JDK's {@code jcmd} sees it. */
public final class ServerJvm {

    private final String id;

    private ServerJvm(String id) {
        this.id = id;
    }

    /** The one running process whose command line has what the build says that only this server's has. */
    public static ServerJvm find() {
        String mark = System.getProperty("server.mark");
        return new ServerJvm(VirtualMachine.list().stream()
                .filter(machine -> machine.displayName().contains(mark))
                .map(VirtualMachineDescriptor::id)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no server runs with " + mark)));
    }

    /** How many threads it has, those of the JVM itself among them. */
    public long threads() {
        return stacks().count();
    }

    /** How many files and sockets it has open; Linux alone tells. */
    public long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc", id, "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the threads do that have a text in their name or somewhere in their stack. */
    public List<String> threadsWith(String text) {
        return stacks().filter(stack -> stack.contains(text)).toList();
    }

    private Stream<String> stacks() {
        return Stream.of(jcmd("Thread.print").split("\n\n|\n(?=\")")).filter(stack -> stack.startsWith("\""));
    }

    /** After a full collection: how many class loaders still have a class of this name. */
    public long copiesOf(String className) {
        jcmd("GC.run");
        return jcmd("VM.class_hierarchy").lines().filter(line -> line.contains("-" + className + "/")).count();
    }

    /** How many bytes of its heap are in use, after a full collection. */
    public long liveHeap() {
        String total = jcmd("GC.class_histogram").lines().filter(line -> line.startsWith("Total")).findFirst()
                .orElseThrow();
        return Long.parseLong(total.strip().split("\\s+")[2]);
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
