package org.signaling.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.signaling.cluster.Arrivals.Range;
import org.signaling.cluster.Packet.Refusal;
import org.signaling.message.Delivery;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;

/** What servers tell each other, as bytes. */
class WireTest {

    private static final UserId ADA = new UserId("https://i", "ada \u0000 \ud83d\ude00");
    private static final Member NAMED = new Member(new Rights(new UserInfo(ADA, "Ada"), Set.of("staff", "ü"), 1_234,
            99), 7);
    private static final Member NAMELESS = new Member(
            new Rights(new UserInfo(new UserId("https://i", "bob"), null), Set.of(),
                    0, 77),
            8);

    static List<Item> items() {
        return List.of(new Item.Came(NAMED), new Item.Left(9, ADA, true),
                new Item.Part(8, true, false, List.of(NAMED, NAMELESS)), new Item.Digest(8, 2, -77),
                new Item.Carried(ADA, 7, "{\"body\":\"" + "x".repeat(100_000) + "\"}"),
                new Item.Disconnect(ADA, 4_000, "signed out"), new Item.Bye(),
                new Item.Ended(new EndedSession("https://i", null, "s", Instant.ofEpochMilli(1_234))),
                new Item.EndedDigest(List.of(new EndedBucket(5, 6, -7), new EndedBucket(8, 9, 10))),
                new Item.EndedPart(List.of(new EndedSession("https://i", "ada", null, Instant.ofEpochMilli(5)),
                        new EndedSession("https://i", null, "s", Instant.ofEpochMilli(1_234)))));
    }

    @ParameterizedTest
    @MethodSource("items")
    void anItemIsTheSameOnTheOtherSide(Item item) throws IOException {
        assertThat(ItemCodec.decode(ItemCodec.encode(item))).isEqualTo(item);
    }

    @ParameterizedTest
    @MethodSource("items")
    void anItemThatIsCutOffIsRefused(Item item) {
        byte[] bytes = ItemCodec.encode(item);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ItemCodec.decode(Arrays.copyOf(bytes, bytes.length - 1)));
    }

    @Test
    void aServerBeforeThisOneDoesNotSayHowOldRightsAreAndIsUnderstood() throws IOException {
        byte[] came = ItemCodec.encode(new Item.Came(NAMED));
        byte[] part = ItemCodec.encode(new Item.Part(8, true, true, List.of(NAMED)));

        Rights undated = new Rights(NAMED.rights().user(), NAMED.rights().groups(), 0, 0);
        assertThat(ItemCodec.decode(Arrays.copyOf(came, came.length - 16)))
                .isEqualTo(new Item.Came(new Member(undated, 7)));
        assertThat(ItemCodec.decode(Arrays.copyOf(part, part.length - 16)))
                .isEqualTo(new Item.Part(8, true, true, List.of(new Member(undated, 7))));
    }

    @Test
    void aPacketIsTheSameOnTheOtherSide() throws IOException {
        Packet packet = new Packet(5, 1, List.of(new byte[]{1, 2}, new byte[0]), 6, 9,
                List.of(new Refusal(8, Delivery.BUSY), new Refusal(9, Delivery.OFFLINE)),
                List.of(new Range(1, 4), new Range(6, 6)), 7, true, false);

        assertThat(Packet.decode(packet.encode())).usingRecursiveComparison().isEqualTo(packet);
    }

    @Test
    void aPacketOfAServerBeforeThisOneIsUnderstoodAndSaysThatItComparesNoEndedSessions() throws IOException {
        byte[] bytes = new Packet(5, 1, List.of(new byte[]{1}), 0, 0, List.of(), List.of(), 0, false, false).encode();

        Packet old = Packet.decode(Arrays.copyOf(bytes, bytes.length - 1));

        assertThat(old.level()).isZero();
        assertThat(old.items()).hasSize(1);
        assertThat(Packet.decode(bytes).level()).isEqualTo(Packet.LEVEL);
    }

    @Test
    void aServerThatSpeaksAnotherFormatIsRefusedWithWords() {
        byte[] bytes = new Packet(5, 1, List.of(), 0, 0, List.of(), List.of(), 0, false, false).encode();
        bytes[0] = 1;

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Packet.decode(bytes))
                .withMessageContainingAll("format 1", "this server speaks 2");
    }
}
