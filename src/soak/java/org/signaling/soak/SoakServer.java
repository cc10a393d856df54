package org.signaling.soak;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.signaling.ops.SignalingMXBean;
import org.signaling.testing.FreePort;

/** The server under test, in a process of its own: started, stopped, frozen and looked into. */
final class SoakServer implements AutoCloseable {

    private static final long START_SECONDS = 600;
    private static final long STOP_SECONDS = 60;

    private final Path build;
    private final String kind;
    private final Path directory;
    private final Map<String, String> settings;
    private final int port;
    private Process launcher;
    private ProcessHandle jvm;

    /**
     * How the server is at one moment.
     *
     * @param online the users that it counts as online
     * @param connections how many connections it counts
     * @param heap bytes of its heap that are in use after a collection
     * @param threads how many threads it has
     * @param descriptors how many files and sockets it has open
     */
    record State(BitSet online, int connections, long heap, long threads, long descriptors) {
    }

    /**
     * @param build the build's directory, with the WAR and the servers
     * @param kind payara-micro, wildfly or openliberty; the latter two as prepared by the build's profiles
     * @param directory for its log
     * @param settings of the server
     */
    SoakServer(Path build, String kind, Path directory, Map<String, String> settings) {
        this.build = build;
        this.kind = kind;
        this.directory = directory;
        this.settings = settings;
        this.port = FreePort.any();
    }

    URI socket() {
        return URI.create("ws://127.0.0.1:" + port + "/");
    }

    /** Where its pages are. */
    URI pages() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Starts it, and waits until it takes users. */
    void start() throws IOException, InterruptedException {
        launcher = switch (kind) {
            case "payara-micro" -> payaraMicro();
            case "wildfly" -> wildfly();
            case "openliberty" -> openLiberty();
            default -> throw new IllegalArgumentException(kind + " is no server that can be soaked");
        };
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!answers()) {
            if (System.nanoTime() > end || !launcher.isAlive()) {
                throw new IOException("the server does not start, see " + directory.resolve("server.log"));
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        // scripts start the JVM as a child of theirs
        jvm = Stream.concat(launcher.toHandle().descendants(), Stream.of(launcher.toHandle()))
                .filter(each -> each.info().command().filter(command -> command.endsWith("/java")).isPresent())
                .findFirst().orElseThrow();
    }

    private boolean answers() {
        try {
            HttpURLConnection root = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/health/ready")
                    .toURL().openConnection();
            root.setReadTimeout(5_000);
            boolean ready = root.getResponseCode() == HttpURLConnection.HTTP_OK;
            HttpURLConnection socket = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/").toURL()
                    .openConnection();
            socket.setInstanceFollowRedirects(false);
            return (ready || kind.equals("wildfly")) && socket.getResponseCode() != HttpURLConnection.HTTP_NOT_FOUND;
        } catch (IOException e) {
            return false;
        }
    }

    private Process payaraMicro() throws IOException {
        List<String> command = new ArrayList<>(List.of(java(), "-Xmx512m", "-DPORT=" + port));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", build.resolve("payara-micro.jar").toString(), "--nohazelcast", "--nohostaware",
                "--disablephonehome", "--prebootcommandfile",
                build.resolveSibling("payara-config/micro/preboot.asadmin").toString(), "--postbootcommandfile",
                build.resolveSibling("payara-config/micro/postboot.asadmin").toString(), "--contextroot",
                "/", "--deploy", war().toString()));
        return run(new ProcessBuilder(command));
    }

    private Process wildfly() throws IOException {
        Path home = home("wildfly-");
        Files.copy(war(), home.resolve("standalone/deployments/signaling.war"),
                StandardCopyOption.REPLACE_EXISTING);
        Path file = settingsFile();
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/standalone.sh").toString(), "-c",
                "standalone-microprofile.xml", "-P=" + file, "-Djboss.http.port=" + port,
                "-Djboss.https.port=" + FreePort.any(), "-Djboss.management.http.port=" + FreePort.any(),
                "-Djboss.tx.node.id=soak");
        builder.environment().put("JAVA_OPTS", "-Xmx512m -Djava.net.preferIPv4Stack=true");
        return run(builder);
    }

    private Process openLiberty() throws IOException {
        Path server = build.resolve("wlp/usr/servers/signaling");
        Files.copy(war(), server.resolve("dropins/signaling.war"), StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(server.resolve("bootstrap.properties"),
                Files.readString(settingsFile()) + "PORT=" + port + "\n");
        Files.writeString(server.resolve("jvm.options"), "-Xmx512m\n");
        return run(new ProcessBuilder(build.resolve("wlp/bin/server").toString(), "run", "signaling"));
    }

    private Path home(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(build)) {
            return files.filter(each -> each.getFileName().toString().startsWith(prefix) && Files.isDirectory(each))
                    .findFirst().orElseThrow(() -> new IOException("no " + prefix + " in " + build));
        }
    }

    private Path settingsFile() throws IOException {
        StringBuilder text = new StringBuilder();
        settings.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
        return Files.writeString(directory.resolve("server.properties"), text);
    }

    private Path war() {
        return build.resolve("signaling.war");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private Process run(ProcessBuilder builder) throws IOException {
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(directory.resolve("server.log").toFile())).start();
    }

    /** Looks into it. */
    State state() throws IOException {
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(agent()))) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            SignalingMXBean signaling = JMX.newMXBeanProxy(beans, new ObjectName("org.signaling:type=Signaling"),
                    SignalingMXBean.class);
            BitSet online = new BitSet();
            signaling.listUsers().forEach(each -> online.set(Integer.parseInt(each.subject())));
            MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(beans,
                    ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
            memory.gc();
            memory.gc();
            return new State(online, signaling.getConnections(), memory.getHeapMemoryUsage().getUsed(), count("task"),
                    count("fd"));
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What its heap consists of: how many of each class, and the bytes of them. */
    String histogram() throws IOException {
        try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(agent()))) {
            return (String) connector.getMBeanServerConnection().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "gcClassHistogram",
                    new Object[]{new String[0]}, new String[]{String[].class.getName()});
        } catch (JMException e) {
            throw new IOException(e);
        }
    }

    private String agent() throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach("" + jvm.pid());
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    private long count(String what) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/" + jvm.pid(), what))) {
            return entries.count();
        }
    }

    /** Freezes it for a while, as a hypervisor or an endless collection does. */
    void freeze(long millis) throws IOException, InterruptedException {
        Signals.stop(jvm.pid());
        TimeUnit.MILLISECONDS.sleep(millis);
        Signals.go(jvm.pid());
    }

    /** Stops it as an operator does. */
    void stop() throws InterruptedException {
        jvm.destroy();
        if (!launcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not end, see " + directory.resolve("server.log"));
        }
    }

    @Override
    public void close() {
        if (jvm != null) {
            jvm.destroyForcibly();
        }
        if (launcher != null) {
            launcher.destroyForcibly();
        }
    }
}
