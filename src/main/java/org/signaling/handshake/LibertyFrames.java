package org.signaling.handshake;

import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between the transport of Open Liberty and its WebSocket container: {@link IncomingFrames} looks at what comes in,
 * and the container gets nothing of a frame until it is whole.
 *
 * <p>The container keeps a frame until it is whole, without any bound where an endpoint takes messages in parts
 * ({@code MessageReader.processMaxMessageSize}), and a buffer of 8 kB for each piece that comes of it. To be dropped when a
 * frame that is longer than the session's message buffer no longer stays in it: {@code UnfinishedFrameIT} tells.
 *
 * <p>For the server, which has one read at a time and may end it from any thread.
 */
final class LibertyFrames {

    private static final long NEVER = Long.MAX_VALUE;

    private final LibertyTransport transport;
    private final WholeFrames frames;
    private final Object ours;
    /** What is read from, and what the container takes for it. */
    private Object reading;
    private Object shown;
    private LibertyWrites writes;
    private volatile Object container;
    private volatile int timeout;
    private volatile long begun;
    /** Whether the container has ended its read; written under the lock. */
    private volatile boolean stopped;
    /** Whether the server reads; guarded by this. */
    private boolean underWay;
    /** Whose read waits for the container to end it, without reading on; null while none does. */
    private final AtomicReference<Object> parked = new AtomicReference<>();

    private LibertyFrames(LibertyTransport transport, IncomingFrames frames) {
        this.transport = transport;
        this.frames = new WholeFrames(frames);
        // the container would wait until its answer has left, and have everybody wait who sends to this client
        frames.takePings();
        ours = transport.proxy(transport.complete, (proxy, method, arguments) -> called(method, arguments));
    }

    /**
     * Stands in between.
     *
     * @param transport what is called of the server; not null
     * @param made handles the connection; not null
     * @param frames looks at what comes in; not null
     * @return what the server is to have as its handler; never null
     */
    static HttpUpgradeHandler of(LibertyTransport transport, HttpUpgradeHandler made, IncomingFrames frames) {
        LibertyFrames between = new LibertyFrames(transport, frames);
        return (HttpUpgradeHandler) transport.handler((proxy, method, arguments) -> {
            if (method.equals(transport.init)) {
                between.standIn(arguments[0]);
            }
            try {
                return LibertyTransport.call(method, made, arguments);
            } finally {
                if (method.getName().equals("destroy")) {
                    between.end();
                }
            }
        });
    }

    private void end() {
        frames.end();
        if (writes != null) {
            writes.end();
        }
    }

    private void standIn(Object access) throws Throwable {
        Object connection = transport.connection(access);
        writes = new LibertyWrites(transport, LibertyTransport.call(transport.writeInterface, connection));
        Object writing = writes.shown();
        reading = LibertyTransport.call(transport.readInterface, connection);
        shown = transport.proxy(transport.read, (proxy, method, arguments) -> method.equals(transport.read)
                ? read(arguments[1], (int) arguments[3])
                : LibertyTransport.call(method, reading, arguments));
        transport.setConnection(access, transport.proxy(transport.readInterface,
                (proxy, method, arguments) -> method.equals(transport.readInterface)
                        ? shown
                        : method.equals(transport.writeInterface)
                                ? writing
                                : LibertyTransport.call(method, connection, arguments)));
    }

    /** The container reads, or ends its read. */
    private Object read(Object callback, int within) throws Throwable {
        if (callback == null) {
            return stop(within);
        }
        container = callback;
        timeout = within;
        begun = System.nanoTime();
        if (within > 0) {
            // it waits for the client's close frame, but drops it where another frame comes before it in the same read
            frames.onlyClose();
        }
        synchronized (this) {
            stopped = false;
            return readOn(within);
        }
    }

    /**
     * Ends the container's read: the server's own where that is under way, and only then, or it would end the next one, in
     * which the container waits for the client's close frame.
     */
    private Object stop(int within) throws Throwable {
        synchronized (this) {
            stopped = true;
            if (underWay) {
                return LibertyTransport.call(transport.read, reading, 1L, null, true, within);
            }
        }
        endParked();
        return null;
    }

    /** Reads, under the lock: the server only queues it. */
    private Object readOn(int within) throws Throwable {
        underWay = true;
        return LibertyTransport.call(transport.read, reading, 1L, ours, true, within);
    }

    /** The server calls back. */
    private Object called(Method method, Object[] arguments) throws Throwable {
        if (method.equals(transport.complete)) {
            ended();
            arrived(arguments[0]);
        } else if (method.equals(transport.error)) {
            ended();
            fail(arguments[0], (IOException) arguments[2]);
        } else {
            return LibertyTransport.call(method, this, arguments);
        }
        return null;
    }

    private synchronized void ended() {
        underWay = false;
    }

    private void arrived(Object connection) throws Throwable {
        Object buffer = transport.buffer(reading);
        int whole;
        try {
            whole = frames.pass(transport.array(buffer), transport.arrayOffset(buffer), transport.position(buffer));
        } catch (RuntimeException e) {
            fail(connection, new IOException("what came cannot be looked at", e));
            return;
        }
        if (whole == 0) {
            readMore(connection, buffer);
            return;
        }
        if (frames.joined() == null) {
            transport.setPosition(buffer, whole);
        } else {
            transport.replaceBuffer(reading, frames.joined());
        }
        LibertyTransport.call(transport.complete, container, connection, shown);
    }

    /**
     * A read that meets bytes all the time is hard to end: the server looks at times when there is nothing to read. So of who is
     * to be closed nothing is read until the container ends its read, as it does before it sends a close frame.
     */
    private void park(Object connection) throws Throwable {
        parked.set(connection);
        if (stopped) {
            endParked();
        }
    }

    private void endParked() throws Throwable {
        Object connection = parked.getAndSet(null);
        if (connection != null) {
            fail(connection, new SocketTimeoutException("the connection is to be closed"));
        }
    }

    /** The container, which knows nothing of what came, goes on waiting; but no longer than it wanted to. */
    private void readMore(Object connection, Object buffer) throws Throwable {
        long left = timeout > 0 ? timeout - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) : NEVER;
        if (left > 0) {
            transport.empty(reading, buffer);
            if (timeout <= 0 && frames.refused()) {
                park(connection);
                return;
            }
            synchronized (this) {
                if (!stopped) {
                    readOn(left == NEVER ? timeout : (int) left);
                    return;
                }
            }
        }
        fail(connection, new SocketTimeoutException("no whole frame has come"));
    }

    private void fail(Object connection, IOException failure) throws Throwable {
        LibertyTransport.call(transport.error, container, connection, shown, failure);
    }
}
