package org.signaling.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.signaling.testing.Fake;

class DirectUpgradeTest {

    private final Queue<ReflectiveOperationException> failures = new ArrayDeque<>();
    private int looks;
    private final DirectUpgrade server = new DirectUpgrade(Handler.class.getName(), (request, handler) -> {
        looks++;
        return (facade, made, frames) -> {
            if (!failures.isEmpty()) {
                throw failures.remove();
            }
        };
    });

    /** What a server's WebSocket container wants for a connection. */
    public static final class Handler implements HttpUpgradeHandler {

        /** As a server makes it. */
        public Handler() {
        }

        @Override
        public void init(WebConnection connection) {
            // nobody connects
        }

        @Override
        public void destroy() {
            // nobody connects
        }
    }

    private Optional<Handler> begin() {
        return server.tryToBegin(Fake.of(HttpServletRequest.class, (name, arguments) -> null), Handler.class,
                new IncomingFrames(1, () -> 0));
    }

    @Test
    void oneFailureOfTheServerIsThatOfOneUpgrade() {
        assertThat(begin()).isPresent();
        failures.add(new InvocationTargetException(new IllegalStateException("closed meanwhile")));
        assertThat(begin()).as("the server does this one").isEmpty();

        assertThat(begin()).isPresent();
        assertThat(looks).isEqualTo(1);
    }

    @Test
    void anOpenLibertyWithoutTheTransportThatIsKnownLooksDifferent() {
        assertThatThrownBy(() -> new LibertyTransport(Handler.class)).isInstanceOf(ReflectiveOperationException.class);
    }

    @Test
    void aServerThatLooksDifferentIsNotAskedAgain() {
        failures.add(new NoSuchFieldException("httpUpgradeHandler"));
        assertThat(begin()).isEmpty();

        assertThat(begin()).isEmpty();
        assertThat(looks).isEqualTo(1);
    }
}
