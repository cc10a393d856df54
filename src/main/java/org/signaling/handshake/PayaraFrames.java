package org.signaling.handshake;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.signaling.limits.LimitedExecutor;

/**
 * Stands between Payara and Tyrus, its WebSocket container: {@link IncomingFrames} looks at what comes in, and when the
 * connection has ended nothing of it is reachable from here.
 *
 * <p>Tyrus keeps up to 4 MB of a frame that is not whole, whatever a message may have. And Payara keeps finished requests
 * for use again, each with its upgrade handler and the listeners of its streams, and so with all that Tyrus kept.
 *
 * <p>It is a bulkhead as well: of the server's many threads few read at a time, and those that find no place leave what has
 * come where it is, until its turn. Where more comes than can be read, 200 threads that all read would leave next to nothing
 * of the processor to the one thread of Grizzly's that finds out what has come, and to the pacer.
 *
 * <p>For the container, which calls it for one read and one write at a time.
 */
final class PayaraFrames implements HttpUpgradeHandler {

    private final IncomingFrames frames;
    private final LimitedExecutor readers;
    private volatile HttpUpgradeHandler tyrus;
    private volatile ReadListener reader;
    private volatile WriteListener writer;

    /**
     * @param tyrus what handles the connection; not null
     * @param frames looks at what comes in; not null
     * @param readers has few connections of all read at a time; not null
     */
    PayaraFrames(HttpUpgradeHandler tyrus, IncomingFrames frames, LimitedExecutor readers) {
        this.tyrus = tyrus;
        this.frames = frames;
        this.readers = readers;
    }

    @Override
    public void init(WebConnection connection) {
        tyrus.init(new Between(connection));
    }

    @Override
    public void destroy() {
        HttpUpgradeHandler ending = tyrus;
        tyrus = null;
        try {
            if (ending != null) {
                ending.destroy();
            }
        } finally {
            reader = null;
            writer = null;
            frames.end();
        }
    }

    @SuppressWarnings("try") // the interface is what it is: its close may throw anything
    private final class Between implements WebConnection {
        private final WebConnection connection;
        private final ServletInputStream in;
        private final ServletOutputStream out;

        Between(WebConnection connection) {
            this.connection = connection;
            try {
                in = new Input(connection.getInputStream());
                out = new Output(connection.getOutputStream());
            } catch (IOException e) {
                throw new IllegalStateException("a connection without streams", e);
            }
        }

        @Override
        public ServletInputStream getInputStream() {
            return in;
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return out;
        }

        @Override
        public void close() throws Exception {
            connection.close();
        }
    }

    private final class Input extends ServletInputStream implements ReadListener {
        private final ServletInputStream in;

        Input(ServletInputStream in) {
            this.in = in;
        }

        @Override
        public int available() throws IOException {
            int available = in.available();
            return available == 0 ? 0 : available + frames.held();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int held = frames.held();
            if (length <= held) {
                return 0;
            }
            int count = in.read(bytes, from + held, length - held);
            return count <= 0 ? count : frames.pass(bytes, from + held, count);
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("Tyrus reads into arrays");
        }

        @Override
        public boolean isFinished() {
            return in.isFinished();
        }

        @Override
        public boolean isReady() {
            return in.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            reader = listener;
            in.setReadListener(this);
        }

        /** Until all has been read nothing more is announced, so that a connection waits once at most. */
        @Override
        public void onDataAvailable() {
            try {
                readers.executeHere(this::readAll);
            } catch (RejectedExecutionException e) {
                onError(e);
            }
        }

        private void readAll() {
            ReadListener known = reader;
            if (known != null) {
                try {
                    known.onDataAvailable();
                } catch (IOException | RuntimeException e) {
                    known.onError(e);
                }
            }
        }

        @Override
        public void onAllDataRead() throws IOException {
            ReadListener known = reader;
            if (known != null) {
                known.onAllDataRead();
            }
        }

        @Override
        public void onError(Throwable failure) {
            ReadListener known = reader;
            if (known != null) {
                known.onError(failure);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    private final class Output extends ServletOutputStream implements WriteListener {
        private final ServletOutputStream out;

        Output(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            writer = listener;
            out.setWriteListener(this);
        }

        @Override
        public void onWritePossible() throws IOException {
            WriteListener known = writer;
            if (known != null) {
                known.onWritePossible();
            }
        }

        @Override
        public void onError(Throwable failure) {
            WriteListener known = writer;
            if (known != null) {
                known.onError(failure);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
