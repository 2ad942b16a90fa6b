package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import com.google.protobuf.WireFormat;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.proto.Fragment;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The encoding of fragments in the body of a datagram, without protobuf objects. */
public final class FragmentCodec {
  /** Offsets of parts are multiples of this, and so are the sizes of all but a frame's last. */
  public static final int UNIT_BYTES = 256;

  /** The largest frame that is sent in parts: a payload of 1 MiB and what belongs to it. */
  public static final int MAX_FRAME_BYTES = (1 << 20) + (4 << 10);

  private static final byte FRAGMENTS_TAG = bytesTag(Packet.FRAGMENTS_FIELD_NUMBER);
  private static final byte HASH_TAG = bytesTag(Fragment.FRAME_HASH_FIELD_NUMBER);
  private static final byte FRAME_BYTES_TAG = varintTag(Fragment.FRAME_BYTES_FIELD_NUMBER);
  private static final byte OFFSET_TAG = varintTag(Fragment.OFFSET_FIELD_NUMBER);
  private static final byte DATA_TAG = bytesTag(Fragment.DATA_FIELD_NUMBER);

  private static final byte TRANSFER_TAG = varintTag(Fragment.TRANSFER_FIELD_NUMBER);

  private static final int HASH_FIELD_BYTES = 2 + FrameHash.BYTES;

  /** Bytes of a fragment besides its data, at most: five tags more, and the longest varints. */
  private static final int MAX_OVERHEAD_BYTES = HASH_FIELD_BYTES + 5 + 4 * 3 + 5;

  private FragmentCodec() {}

  /**
   * The bytes of data for which there is certainly room in so many bytes of a datagram; negative if
   * there is not even room for what surrounds them.
   */
  public static int maxDataBytes(int roomBytes) {
    return roomBytes - MAX_OVERHEAD_BYTES;
  }

  /** How much of the data that waits may be in a part of at most so many bytes; 0 if nothing. */
  static int fitting(int waitingBytes, int maxDataBytes) {
    return waitingBytes <= maxDataBytes
        ? waitingBytes
        : Math.max(0, maxDataBytes) / UNIT_BYTES * UNIT_BYTES;
  }

  /** The size of an entry of {@code Packet.fragments}, with its tag and length. */
  public static int encodedBytes(Part part) {
    int bodyBytes = bodyBytes(part);
    return 1 + Varints.bytes(bodyBytes) + bodyBytes;
  }

  /** Appends an entry of {@code Packet.fragments}. */
  public static void put(ByteBuffer to, Part part) {
    Varints.put(to.put(FRAGMENTS_TAG), bodyBytes(part));
    to.put(HASH_TAG).put((byte) FrameHash.BYTES);
    to.putLong(part.hash().first()).putLong(part.hash().second());
    Varints.put(to.put(FRAME_BYTES_TAG), part.frameBytes());
    if (part.offset() != 0) {
      Varints.put(to.put(OFFSET_TAG), part.offset());
    }
    Varints.put(to.put(DATA_TAG), part.bytes());
    part.data().copyTo(to);
    Varints.put(to.put(TRANSFER_TAG), Integer.toUnsignedLong(part.transferNumber()));
  }

  private static int bodyBytes(Part part) {
    int offsetBytes = part.offset() == 0 ? 0 : 1 + Varints.bytes(part.offset());
    return HASH_FIELD_BYTES
        + 1
        + Varints.bytes(part.frameBytes())
        + offsetBytes
        + 1
        + Varints.bytes(part.bytes())
        + part.bytes()
        + 1
        + Varints.bytes(part.transferNumber());
  }

  /**
   * Decodes an entry of {@code Packet.fragments}, without its tag and length.
   *
   * @throws MalformedException if it is not a fragment, lacks a field, has a size or an offset of
   *     2^31 or more, or a number of 2^32 or more
   */
  public static ReceivedFragment read(ByteString fragment) throws MalformedException {
    FieldScanner fields = new FieldScanner(fragment);
    @Nullable FrameHash hash = null;
    long frameBytes = 0;
    long offset = 0;
    long transfer = 0;
    ByteString data = ByteString.EMPTY;
    while (fields.next()) {
      if (fields.isBytes(Fragment.DATA_FIELD_NUMBER)) {
        data = fields.bytes();
      } else if (fields.isVarint(Fragment.FRAME_BYTES_FIELD_NUMBER)) {
        frameBytes = fields.varint();
      } else if (fields.isVarint(Fragment.OFFSET_FIELD_NUMBER)) {
        offset = fields.varint();
      } else if (fields.isVarint(Fragment.TRANSFER_FIELD_NUMBER)) {
        transfer = fields.varint();
      } else if (fields.isBytes(Fragment.FRAME_HASH_FIELD_NUMBER)) {
        ByteString bytes = fields.bytes();
        hash = bytes.size() == FrameHash.BYTES ? FrameHash.read(bytes) : null;
      }
    }
    // The shift finds negative numbers as well.
    boolean isTooLarge = (frameBytes | offset) >>> (Integer.SIZE - 1) != 0;
    boolean hasNumber = transfer != 0 && transfer >>> Integer.SIZE == 0;
    if (fields.isMalformed() || hash == null || data.isEmpty() || isTooLarge || !hasNumber) {
      throw new MalformedException("not a fragment");
    }
    TransferId id = new TransferId((int) transfer, hash);
    return new ReceivedFragment(id, (int) frameBytes, (int) offset, data);
  }

  private static byte bytesTag(int field) {
    return (byte) (field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  private static byte varintTag(int field) {
    return (byte) (field << 3 | WireFormat.WIRETYPE_VARINT);
  }
}
