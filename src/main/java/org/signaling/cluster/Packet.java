package org.signaling.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.signaling.cluster.Arrivals.Range;
import org.signaling.message.Delivery;

/**
 * What goes over the channel at once: some numbered items, and what the sender says of the items that it received.
 *
 * @param epoch which row of numbers the items are of: a later row has a higher one
 * @param first the number of the first item; the first of a row is 1
 * @param items the items, encoded; may be empty
 * @param ackEpoch which row of the other side the acknowledgements are about
 * @param ack the number up to which all items were handled
 * @param refusals which of them could not be delivered, now or later
 * @param settled which of them have left for a client since the last word of it
 * @param floor of all below this number it was said what became of them
 * @param wantsList whether the sender wants the list of all users anew
 * @param wantsRow whether the sender wants a new row, because it does not know the beginning of this one
 * @param level what the sender understands besides: 0, or {@link #LEVEL}
 */
record Packet(long epoch, long first, List<byte[]> items, long ackEpoch, long ack, List<Refusal> refusals,
        List<Range> settled, long floor, boolean wantsList, boolean wantsRow, int level) {

    /** The number of this format: the first byte. A server that speaks another one is not understood. */
    private static final int FORMAT = 2;
    /**
     * What this server understands besides, at the end of a packet, where a server that does not know it does not look: 1
     * for the age of rights and digests of ended sessions.
     */
    static final int LEVEL = 1;

    /** A packet of a server that speaks another format, and so is another version. */
    static final class UnknownFormat extends IOException {
        private static final long serialVersionUID = 1L;
        private final int format;

        UnknownFormat(int format) {
            super("a packet of format " + format + ", this server speaks " + FORMAT
                    + "; the two do not hear each other until both run the same version");
            this.format = format;
        }

        /** {@return the other one's} */
        int format() {
            return format;
        }
    }

    /**
     * A message that could not be delivered.
     *
     * @param number which
     * @param why offline or busy; never null
     */
    record Refusal(long number, Delivery why) {
    }

    /** A packet of this server. */
    Packet(long epoch, long first, List<byte[]> items, long ackEpoch, long ack, List<Refusal> refusals,
            List<Range> settled, long floor, boolean wantsList, boolean wantsRow) {
        this(epoch, first, items, ackEpoch, ack, refusals, settled, floor, wantsList, wantsRow, LEVEL);
    }

    /** {@return the packet's bytes; never null} */
    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            out.writeLong(epoch);
            out.writeLong(first);
            out.writeLong(ackEpoch);
            out.writeLong(ack);
            out.writeBoolean(wantsList);
            out.writeBoolean(wantsRow);
            out.writeInt(refusals.size());
            for (Refusal refusal : refusals) {
                out.writeLong(refusal.number());
                out.writeBoolean(refusal.why() == Delivery.BUSY);
            }
            out.writeLong(floor);
            out.writeInt(settled.size());
            for (Range range : settled) {
                out.writeLong(range.first());
                out.writeLong(range.last());
            }
            out.writeInt(items.size());
            for (byte[] item : items) {
                out.writeInt(item.length);
                out.write(item);
            }
            out.writeByte(level);
        } catch (IOException e) {
            throw new UncheckedIOException("an array cannot be written to", e);
        }
        return bytes.toByteArray();
    }

    /**
     * {@return the packet that some bytes are; never null}
     *
     * @param bytes what {@link #encode} made
     * @throws UnknownFormat if they are of another format
     * @throws IOException if they are none
     */
    static Packet decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int format = in.readUnsignedByte();
        if (format != FORMAT) {
            throw new UnknownFormat(format);
        }
        long epoch = in.readLong();
        long first = in.readLong();
        long ackEpoch = in.readLong();
        long ack = in.readLong();
        boolean wantsList = in.readBoolean();
        boolean wantsRow = in.readBoolean();
        List<Refusal> refusals = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            refusals.add(new Refusal(in.readLong(), in.readBoolean() ? Delivery.BUSY : Delivery.OFFLINE));
        }
        long floor = in.readLong();
        List<Range> settled = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            settled.add(new Range(in.readLong(), in.readLong()));
        }
        List<byte[]> items = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            int length = in.readInt();
            if (length < 0 || length > in.available()) {
                throw new IOException("an item of " + length + " bytes where " + in.available() + " are left");
            }
            items.add(in.readNBytes(length));
        }
        int level = in.available() == 0 ? 0 : in.readUnsignedByte();
        return new Packet(epoch, first, items, ackEpoch, ack, refusals, settled, floor, wantsList, wantsRow, level);
    }
}
