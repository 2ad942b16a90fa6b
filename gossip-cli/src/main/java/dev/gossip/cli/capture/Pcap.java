package dev.gossip.cli.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Copies a capture in the format of libpcap, packet by packet. */
final class Pcap {
  static final int HEADER_BYTES = 24;

  private static final int MICROS = 0xa1b2c3d4;
  private static final int NANOS = 0xa1b23c4d;
  private static final int RECORD_BYTES = 16;

  // tcpdump captures at most 262,144 bytes of a packet.
  private static final int MAX_PACKET_BYTES = 1 << 20;
  private static final int LINK_TYPE_MASK = 0xffff;

  private Pcap() {}

  /** The byte order of a capture that begins like this; null if it has another format. */
  static @Nullable ByteOrder order(byte[] start) {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      int magic = CaptureBytes.buffer(start, order).getInt();
      if (magic == MICROS || magic == NANOS) {
        return order;
      }
    }
    return null;
  }

  /**
   * @param start the first four bytes, which were read already
   */
  static void copy(
      byte[] start, ByteOrder order, CaptureBytes in, OutputStream out, PacketEditor editor)
      throws IOException {
    byte[] header = Arrays.copyOf(start, HEADER_BYTES);
    if (!in.read(header, start.length)) {
      throw in.damaged("its header is incomplete");
    }
    int linkType = CaptureBytes.buffer(header, order).getInt(20) & LINK_TYPE_MASK;
    out.write(header);
    while (true) {
      byte[] record = in.readUpTo(RECORD_BYTES);
      if (record.length < RECORD_BYTES) {
        if (record.length > 0) {
          in.cutOff();
        }
        return;
      }
      ByteBuffer fields = CaptureBytes.buffer(record, order);
      int captured = fields.getInt(8);
      if (captured < 0 || captured > MAX_PACKET_BYTES) {
        throw in.damaged("a packet of " + Integer.toUnsignedLong(captured) + " bytes");
      }
      byte[] packet = new byte[captured];
      if (!in.read(packet, 0)) {
        return;
      }
      byte[] edited = editor.edit(linkType, packet);
      fields.putInt(8, edited.length);
      fields.putInt(12, fields.getInt(12) - (captured - edited.length));
      out.write(record);
      out.write(edited);
    }
  }
}
