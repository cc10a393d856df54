package org.signaling.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.signaling.message.Message.Refused;
import org.signaling.message.Message.Signal;
import org.signaling.testing.Examples;
import org.signaling.testing.Examples.Example;

class ExampleMessagesTest {

    private static final UserId BOB = new UserId("https://idp.example/realms/b", "bob");

    private final MessageReader reader = new MessageReader(100);

    static List<Example> good() {
        return Examples.good();
    }

    static List<Example> hostile() {
        return Examples.hostile();
    }

    @ParameterizedTest
    @MethodSource("good")
    void aGoodMessageIsUnderstoodAndItsBodyIsKeptLetterByLetter(Example example) {
        if (example.text().contains("\"type\":\"userList\"")) {
            assertThat(reader.read(example.text())).isInstanceOf(Message.UserListRequest.class);
        } else {
            assertThat(reader.read(example.text())).isInstanceOfSatisfying(Signal.class, signal -> {
                assertThat(signal.target()).isEqualTo(BOB);
                assertThat(signal.body()).isEqualTo(example.body());
                assertThat(signal.request().id()).isEqualTo(example.id());
            });
        }
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aHostileMessageIsRefusedWithTheReasonAndItsId(Example example) {
        assertThat(reader.read(example.text())).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.error().code()).isEqualTo(example.errorCode());
            assertThat(refused.request().id()).isEqualTo(example.id());
            assertThat(refused.detail()).isNotBlank();
        });
    }
}
