package org.signaling.handshake;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stands between Open Liberty's WebSocket container and its transport, and bounds how long the container waits for a write
 * of a control frame.
 *
 * <p>Where a client answers a close frame at once, another thread ends the connection while the write returns; the write
 * then waits for a notification that nobody sends any more, and its thread for ever
 * ({@code NioTCPWriteRequestContextImpl.processSyncWriteRequest}). So what the container writes synchronously is written
 * asynchronously here and waited for. To be dropped when no thread is left in that method after {@code GhostsIT}.
 *
 * <p>For all threads; the container has one write at a time.
 */
final class LibertyWrites {

    /** What Open Liberty takes where no timeout is given, as it comes. */
    private static final int INACTIVITY_MILLIS = 60_000;
    /** Open Liberty looks for writes that took too long once a second. */
    private static final int LATE_MILLIS = 2_000;

    private final LibertyTransport transport;
    private final Object writing;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    /**
     * @param transport what is called of the server; not null
     * @param writing what writes on one connection in the server; not null
     */
    LibertyWrites(LibertyTransport transport, Object writing) {
        this.transport = transport;
        this.writing = writing;
    }

    /** {@return what the container takes for what writes; never null} */
    Object shown() {
        return transport.proxy(transport.write, (proxy, method, arguments) -> method.equals(transport.writeAndWait)
                ? writeAndWait((long) arguments[0], (int) arguments[1])
                : LibertyTransport.call(method, writing, arguments));
    }

    /** The connection has ended, and with it every wait for a write. */
    void end() {
        end.complete(null);
    }

    /** Returns as many bytes as were to be written: the container does not ask. */
    private Object writeAndWait(long bytes, int timeout) throws Throwable {
        if (timeout < -1) {
            // ends a write that is under way
            return LibertyTransport.call(transport.writeAndWait, writing, bytes, timeout);
        }
        CompletableFuture<Void> written = new CompletableFuture<>();
        Object callback = transport.proxy(transport.written, (proxy, method, arguments) -> {
            called(method, arguments, written);
            return null;
        });
        if (LibertyTransport.call(transport.write, writing, bytes, callback, false, timeout) == null) {
            await(written, timeout > 0 ? timeout : INACTIVITY_MILLIS);
        }
        return bytes;
    }

    private void called(Method method, Object[] arguments, CompletableFuture<Void> written) throws Throwable {
        if (method.equals(transport.written)) {
            written.complete(null);
        } else if (method.equals(transport.notWritten)) {
            written.completeExceptionally((IOException) arguments[2]);
        } else {
            LibertyTransport.call(method, this, arguments);
        }
    }

    private void await(CompletableFuture<Void> written, int millis) throws IOException {
        try {
            CompletableFuture.anyOf(written, end).get(millis + LATE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw (IOException) e.getCause();
        } catch (TimeoutException e) {
            throw new IOException("a control frame did not leave within " + millis + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a control frame was leaving", e);
        }
    }
}
