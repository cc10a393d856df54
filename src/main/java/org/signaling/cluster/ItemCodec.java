package org.signaling.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.signaling.cluster.Item.Bye;
import org.signaling.cluster.Item.Came;
import org.signaling.cluster.Item.Carried;
import org.signaling.cluster.Item.Digest;
import org.signaling.cluster.Item.Disconnect;
import org.signaling.cluster.Item.Ended;
import org.signaling.cluster.Item.EndedDigest;
import org.signaling.cluster.Item.EndedPart;
import org.signaling.cluster.Item.Left;
import org.signaling.cluster.Item.Part;
import org.signaling.message.EndedBucket;
import org.signaling.message.EndedSession;
import org.signaling.message.Rights;
import org.signaling.message.UserId;
import org.signaling.message.UserInfo;

/** An {@link Item} as bytes, and back. Only static methods, for all threads. */
final class ItemCodec {

    private static final int CAME = 1;
    private static final int LEFT = 2;
    private static final int PART = 3;
    private static final int DIGEST = 4;
    private static final int CARRIED = 5;
    private static final int DISCONNECT = 6;
    private static final int BYE = 7;
    private static final int ENDED = 8;
    private static final int ENDED_DIGEST = 9;
    private static final int ENDED_PART = 10;

    private ItemCodec() {
    }

    /** {@return the bytes of an item; never null} */
    static byte[] encode(Item item) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(item, out);
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Item item, DataOutputStream out) throws IOException {
        if (item instanceof Came came) {
            out.writeByte(CAME);
            writeMember(out, came.member());
            writeAge(out, came.member());
        } else if (item instanceof Left left) {
            out.writeByte(LEFT);
            out.writeLong(left.version());
            writeUser(out, left.user());
            out.writeBoolean(left.comesBack());
        } else if (item instanceof Part part) {
            out.writeByte(PART);
            out.writeLong(part.version());
            out.writeBoolean(part.first());
            out.writeBoolean(part.last());
            out.writeInt(part.members().size());
            for (Member member : part.members()) {
                writeMember(out, member);
            }
            for (Member member : part.members()) {
                writeAge(out, member);
            }
        } else if (item instanceof Digest digest) {
            out.writeByte(DIGEST);
            out.writeLong(digest.version());
            out.writeInt(digest.size());
            out.writeLong(digest.sum());
        } else if (item instanceof Carried carried) {
            out.writeByte(CARRIED);
            writeUser(out, carried.target());
            out.writeLong(carried.stay());
            writeText(out, carried.frame());
        } else {
            writeEnd(item, out);
        }
    }

    private static void writeEnd(Item item, DataOutputStream out) throws IOException {
        if (item instanceof Disconnect disconnect) {
            out.writeByte(DISCONNECT);
            writeUser(out, disconnect.user());
            out.writeInt(disconnect.closeCode());
            writeText(out, disconnect.reason());
        } else if (item instanceof Ended ended) {
            out.writeByte(ENDED);
            writeEnded(out, ended.session());
        } else if (item instanceof EndedDigest digest) {
            out.writeByte(ENDED_DIGEST);
            out.writeInt(digest.buckets().size());
            for (EndedBucket bucket : digest.buckets()) {
                out.writeLong(bucket.number());
                out.writeInt(bucket.count());
                out.writeLong(bucket.sum());
            }
        } else if (item instanceof EndedPart part) {
            out.writeByte(ENDED_PART);
            out.writeInt(part.sessions().size());
            for (EndedSession ended : part.sessions()) {
                writeEnded(out, ended);
            }
        } else {
            out.writeByte(BYE);
        }
    }

    private static void writeEnded(DataOutputStream out, EndedSession ended) throws IOException {
        writeText(out, ended.issuer());
        writeOptional(out, ended.subject());
        writeOptional(out, ended.session());
        out.writeLong(ended.at().toEpochMilli());
    }

    private static void writeMember(DataOutputStream out, Member member) throws IOException {
        writeUser(out, member.id());
        writeOptional(out, member.rights().user().username());
        out.writeLong(member.stay());
        out.writeInt(member.rights().groups().size());
        for (String group : member.rights().groups()) {
            writeText(out, group);
        }
    }

    /** At the end of an item, where servers that do not know it yet do not look. */
    private static void writeAge(DataOutputStream out, Member member) throws IOException {
        out.writeLong(member.rights().issued());
        out.writeLong(member.rights().expires());
    }

    private static void writeUser(DataOutputStream out, UserId user) throws IOException {
        writeText(out, user.issuer());
        writeText(out, user.subject());
    }

    private static void writeOptional(DataOutputStream out, String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            writeText(out, text);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /**
     * {@return the item that some bytes are; never null}
     *
     * @param bytes what {@link #encode} made
     * @throws IOException if they are none
     */
    static Item decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case CAME -> new Came(readAge(in, readMember(in)));
            case LEFT -> new Left(in.readLong(), readUser(in), in.readBoolean());
            case PART -> new Part(in.readLong(), in.readBoolean(), in.readBoolean(), readMembers(in));
            case DIGEST -> new Digest(in.readLong(), in.readInt(), in.readLong());
            case CARRIED -> new Carried(readUser(in), in.readLong(), readText(in));
            case DISCONNECT -> new Disconnect(readUser(in), in.readInt(), readText(in));
            case BYE -> new Bye();
            case ENDED -> new Ended(readEnded(in));
            case ENDED_DIGEST -> new EndedDigest(readBuckets(in));
            case ENDED_PART -> new EndedPart(readAllEnded(in));
            default -> throw new IOException("an item of the unknown kind " + kind);
        };
    }

    private static EndedSession readEnded(DataInputStream in) throws IOException {
        return new EndedSession(readText(in), readOptional(in), readOptional(in), Instant.ofEpochMilli(in.readLong()));
    }

    private static List<EndedSession> readAllEnded(DataInputStream in) throws IOException {
        List<EndedSession> sessions = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            sessions.add(readEnded(in));
        }
        return sessions;
    }

    private static List<EndedBucket> readBuckets(DataInputStream in) throws IOException {
        List<EndedBucket> buckets = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            buckets.add(new EndedBucket(in.readLong(), in.readInt(), in.readLong()));
        }
        return buckets;
    }

    private static List<Member> readMembers(DataInputStream in) throws IOException {
        int size = in.readInt();
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add(readMember(in));
        }
        for (int i = 0; i < size; i++) {
            members.set(i, readAge(in, members.get(i)));
        }
        return members;
    }

    private static Member readMember(DataInputStream in) throws IOException {
        UserId id = readUser(in);
        String username = readOptional(in);
        long stay = in.readLong();
        Set<String> groups = new HashSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            groups.add(readText(in));
        }
        return new Member(new Rights(new UserInfo(id, username), groups, 0, 0), stay);
    }

    /** A server that says nothing of the age of rights has the oldest there are. */
    private static Member readAge(DataInputStream in, Member member) throws IOException {
        return in.available() == 0
                ? member
                : new Member(new Rights(member.rights().user(), member.rights().groups(), in.readLong(), in.readLong()),
                        member.stay());
    }

    private static UserId readUser(DataInputStream in) throws IOException {
        return new UserId(readText(in), readText(in));
    }

    private static String readOptional(DataInputStream in) throws IOException {
        return in.readBoolean() ? readText(in) : null;
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a text of " + length + " bytes where " + in.available() + " are left");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
