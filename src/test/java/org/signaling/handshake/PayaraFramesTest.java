package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.signaling.limits.LimitedExecutor;
import org.signaling.testing.Fake;

class PayaraFramesTest {

    private final List<String> happened = new ArrayList<>();
    private final Queue<Runnable> threads = new ArrayDeque<>();
    private final LimitedExecutor readers = new LimitedExecutor(threads::add, 1, "reading");
    private Runnable meanwhile = () -> {
    };

    /** A connection of Payara's, and what Tyrus does with it. */
    private final class Connection {
        private final String name;
        private final PayaraFrames frames;
        private ReadListener payara;

        Connection(String name) {
            this.name = name;
            frames = new PayaraFrames(new Tyrus(), new IncomingFrames(1_000, () -> 0), readers);
            frames.init(Fake.of(WebConnection.class,
                    (method, arguments) -> method.equals("getInputStream") ? new In() : new Out()));
        }

        /** Payara has data for it. */
        void comes() throws IOException {
            payara.onDataAvailable();
        }

        private final class Tyrus implements HttpUpgradeHandler, ReadListener {

            @Override
            public void init(WebConnection connection) {
                try {
                    connection.getInputStream().setReadListener(this);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void onDataAvailable() throws IOException {
                happened.add(name + " reads");
                Runnable now = meanwhile;
                meanwhile = () -> {
                };
                now.run();
                if (name.equals("broken")) {
                    throw new IOException("on purpose");
                }
            }

            @Override
            public void onAllDataRead() {
                happened.add(name + " has read all");
            }

            @Override
            public void onError(Throwable failure) {
                happened.add(name + " fails: " + failure.getMessage());
            }

            @Override
            public void destroy() {
                happened.add(name + " ends");
            }
        }

        private final class In extends ServletInputStream {

            @Override
            public void setReadListener(ReadListener listener) {
                payara = listener;
            }

            @Override
            public boolean isFinished() {
                return false;
            }

            @Override
            public boolean isReady() {
                return false;
            }

            @Override
            public int read() {
                throw new UnsupportedOperationException("nothing is read here");
            }
        }
    }

    private static final class Out extends ServletOutputStream {

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("nothing is written here");
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("nothing is written here");
        }
    }

    private final Connection ada = new Connection("ada");
    private final Connection grace = new Connection("grace");

    private static Runnable comes(Connection connection) {
        return () -> {
            try {
                connection.comes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Test
    void whatFindsAPlaceIsReadAtOnceOnPayarasThread() throws IOException {
        ada.comes();
        grace.comes();

        assertThat(happened).containsExactly("ada reads", "grace reads");
        assertThat(threads).isEmpty();
    }

    @Test
    void whereTooManyReadTheNextOneGivesPayaraItsThreadBackAndIsReadLater() throws IOException {
        meanwhile = comes(grace);
        ada.comes();
        assertThat(happened).containsExactly("ada reads");

        threads.remove().run();

        assertThat(happened).containsExactly("ada reads", "grace reads");
    }

    @Test
    void whatHasEndedBeforeItsTurnIsNotRead() throws IOException {
        meanwhile = comes(grace);
        ada.comes();
        grace.frames.destroy();

        threads.remove().run();

        assertThat(happened).containsExactly("ada reads", "grace ends");
    }

    @Test
    void aConnectionThatCannotBeReadIsToldAndHoldsUpNoOther() throws IOException {
        Connection broken = new Connection("broken");
        meanwhile = () -> {
            comes(broken).run();
            comes(grace).run();
        };
        ada.comes();
        threads.remove().run();

        assertThat(happened).containsExactly("ada reads", "broken reads", "broken fails: on purpose", "grace reads");
    }
}
