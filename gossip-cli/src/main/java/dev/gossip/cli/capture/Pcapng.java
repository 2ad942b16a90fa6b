package dev.gossip.cli.capture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies a capture in the format pcapng (draft-ietf-opsawg-pcapng), block by block. Blocks other
 * than packets stay as they are.
 */
final class Pcapng {
  /** Of a section header, in either byte order. */
  static final int SECTION = 0x0a0d0d0a;

  private static final int BYTE_ORDER = 0x1a2b3c4d;
  private static final int INTERFACE = 1;
  private static final int OLD_PACKET = 2;
  private static final int SIMPLE_PACKET = 3;
  private static final int ENHANCED_PACKET = 6;

  private static final int END_OF_OPTIONS = 0;
  private static final int PACKET_HASH = 3;

  // Of type and length, with the length again at the end.
  private static final int FRAME_BYTES = 12;
  private static final int MAX_BLOCK_BYTES = 16 << 20;
  private static final int MAX_INTERFACES = 65_536;

  private final CaptureBytes in;
  private final OutputStream out;
  private final PacketEditor editor;
  private ByteOrder order = ByteOrder.BIG_ENDIAN;

  /** Link type and largest captured length of each interface of the section. */
  private final List<int[]> interfaces = new ArrayList<>();

  private Pcapng(CaptureBytes in, OutputStream out, PacketEditor editor) {
    this.in = in;
    this.out = out;
    this.editor = editor;
  }

  /**
   * @param start the first four bytes, which were read already
   */
  static void copy(byte[] start, CaptureBytes in, OutputStream out, PacketEditor editor)
      throws IOException {
    new Pcapng(in, out, editor).blocks(start);
  }

  private void blocks(byte[] start) throws IOException {
    byte[] type = start;
    while (type.length == Integer.BYTES) {
      byte[] block = block(type);
      if (block.length == 0) {
        return;
      }
      out.write(edited(block));
      type = in.readUpTo(Integer.BYTES);
    }
    if (type.length > 0) {
      in.cutOff();
    }
  }

  /** Reads a block; empty if the capture ends before it does. */
  private byte[] block(byte[] type) throws IOException {
    byte[] head = Arrays.copyOf(type, FRAME_BYTES);
    if (!in.read(head, Integer.BYTES)) {
      return new byte[0];
    }
    if (ByteBuffer.wrap(head).getInt() == SECTION) {
      beginSection(head);
    }
    int length = CaptureBytes.buffer(head, order).getInt(4);
    if (length < FRAME_BYTES || length % 4 != 0 || length > MAX_BLOCK_BYTES) {
      throw in.damaged("a block of " + Integer.toUnsignedLong(length) + " bytes");
    }
    byte[] block = Arrays.copyOf(head, length);
    return in.read(block, FRAME_BYTES) ? block : new byte[0];
  }

  private void beginSection(byte[] head) throws CaptureException {
    order = ByteOrder.BIG_ENDIAN;
    if (ByteBuffer.wrap(head).getInt(8) != BYTE_ORDER) {
      order = ByteOrder.LITTLE_ENDIAN;
      if (CaptureBytes.buffer(head, order).getInt(8) != BYTE_ORDER) {
        throw in.damaged("a section without a byte order");
      }
    }
    interfaces.clear();
  }

  private byte[] edited(byte[] block) throws CaptureException {
    ByteBuffer fields = CaptureBytes.buffer(block, order);
    switch (fields.getInt(0)) {
      case INTERFACE -> {
        require(block, 20);
        addInterface(fields);
      }
      case ENHANCED_PACKET -> {
        require(block, 32);
        return packet(block, fields.getInt(8), 20, 28);
      }
      case OLD_PACKET -> {
        require(block, 32);
        return packet(block, fields.getShort(8) & 0xffff, 20, 28);
      }
      case SIMPLE_PACKET -> {
        require(block, 16);
        return simplePacket(block);
      }
      default -> {}
    }
    return block;
  }

  private void require(byte[] block, int length) throws CaptureException {
    if (block.length < length) {
      throw in.damaged("a block of " + block.length + " bytes");
    }
  }

  private void addInterface(ByteBuffer fields) throws CaptureException {
    if (interfaces.size() == MAX_INTERFACES) {
      throw in.damaged("more than " + MAX_INTERFACES + " interfaces");
    }
    interfaces.add(new int[] {fields.getShort(8) & 0xffff, fields.getInt(12)});
  }

  private int[] interfaceOf(int number) throws CaptureException {
    if (number < 0 || number >= interfaces.size()) {
      throw in.damaged("a packet of an interface that is not described");
    }
    return interfaces.get(number);
  }

  /**
   * @param lengths offset of the captured and of the original length
   * @param data offset of the packet
   */
  private byte[] packet(byte[] block, int interfaceNumber, int lengths, int data)
      throws CaptureException {
    ByteBuffer fields = CaptureBytes.buffer(block, order);
    int captured = fields.getInt(lengths);
    int end = block.length - Integer.BYTES;
    if (captured < 0 || captured > end - data) {
      throw in.damaged("a packet of " + Integer.toUnsignedLong(captured) + " bytes");
    }
    byte[] packet = Arrays.copyOfRange(block, data, data + captured);
    byte[] edited = editor.edit(interfaceOf(interfaceNumber)[0], packet);
    if (edited == packet) {
      return block;
    }
    fields.putInt(lengths, edited.length);
    fields.putInt(lengths + 4, fields.getInt(lengths + 4) - (captured - edited.length));
    int options = Math.min(end, data + padded(captured));
    return rebuilt(block, data, edited, withoutHash(block, options, end));
  }

  /** Has no length of its own, no interface and no options. */
  private byte[] simplePacket(byte[] block) throws CaptureException {
    int[] first = interfaceOf(0);
    ByteBuffer fields = CaptureBytes.buffer(block, order);
    long original = Integer.toUnsignedLong(fields.getInt(8));
    long limit = first[1] == 0 ? original : Integer.toUnsignedLong(first[1]);
    int captured = (int) Math.min(Math.min(original, limit), block.length - 16);
    byte[] packet = Arrays.copyOfRange(block, 12, 12 + captured);
    byte[] edited = editor.edit(first[0], packet);
    // The length follows from the original one, so a packet that was cut off cannot become shorter.
    if (edited == packet || captured < original) {
      return block;
    }
    fields.putInt(8, edited.length);
    return rebuilt(block, 12, edited, new byte[0]);
  }

  /** The beginning of a block, with another packet and other options. */
  private byte[] rebuilt(byte[] block, int data, byte[] packet, byte[] options) {
    byte[] changed =
        Arrays.copyOf(block, data + padded(packet.length) + options.length + Integer.BYTES);
    Arrays.fill(changed, data, changed.length, (byte) 0);
    System.arraycopy(packet, 0, changed, data, packet.length);
    System.arraycopy(options, 0, changed, data + padded(packet.length), options.length);
    CaptureBytes.buffer(changed, order)
        .putInt(4, changed.length)
        .putInt(changed.length - Integer.BYTES, changed.length);
    return changed;
  }

  /** The options of a packet but the hash, which is that of the old packet. */
  private byte[] withoutHash(byte[] block, int from, int end) {
    ByteBuffer fields = CaptureBytes.buffer(block, order);
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    int at = from;
    while (at + 4 <= end) {
      int code = fields.getShort(at) & 0xffff;
      int next = at + 4 + padded(fields.getShort(at + 2) & 0xffff);
      if (next > end) {
        break;
      }
      if (code != PACKET_HASH) {
        kept.write(block, at, next - at);
      }
      if (code == END_OF_OPTIONS) {
        break;
      }
      at = next;
    }
    return kept.toByteArray();
  }

  private static int padded(int length) {
    return (length + 3) / 4 * 4;
  }
}
