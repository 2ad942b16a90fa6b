package dev.gossip.udp.datagram;

import com.google.protobuf.ByteString;
import dev.gossip.core.wire.FieldScanner;
import dev.gossip.core.wire.MalformedException;
import dev.gossip.udp.proto.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The layout of a datagram; {@code packet.proto} describes it. */
public final class Datagrams {

  /**
   * Maximum size of a datagram. Every path must carry this much (RFC 9000 section 14); larger
   * datagrams may be fragmented or lost.
   */
  public static final int MAX_BYTES = 1200;

  public static final int HEADER_BYTES = 20;

  /** Offset of the packet number in a header. */
  public static final int NUMBER_OFFSET = 12;

  public static final short MAGIC = 0x476f;

  /** The version of plain links. Secure links have their own: {@link SecureDatagrams}. */
  public static final byte VERSION = 1;

  public static final byte CONNECT = 1;
  public static final byte ACCEPT = 2;
  public static final byte DATA = 3;
  public static final byte PING = 4;
  public static final byte PONG = 5;
  public static final byte CLOSE = 6;
  public static final byte RESET = 7;

  /** Tag and length of a frame in a packet; the length is below 2^14. */
  public static final int FRAME_OVERHEAD_BYTES = 3;

  public static final int MAX_FRAME_BYTES = MAX_BYTES - HEADER_BYTES - FRAME_OVERHEAD_BYTES;

  /** The largest frame that fits together with the tag of a secure link. */
  public static final int MAX_SEALED_FRAME_BYTES = MAX_FRAME_BYTES - 16;

  /**
   * Maximum number of frames in a datagram. It keeps the cost of any datagram close to that of one
   * with ordinary frames; of the smallest, an id in a control frame, 30 fit.
   */
  public static final int MAX_FRAMES = 64;

  private static final int FRAMES_TAG = (1 << 3) | 2;

  private Datagrams() {}

  public static void putHeader(ByteBuffer to, byte type, long connectionId, long packetNumber) {
    to.putShort(MAGIC).put(VERSION).put(type).putLong(connectionId).putLong(packetNumber);
  }

  /** Appends one entry of {@code Packet.frames} without building a packet object. */
  public static void putFrame(ByteBuffer to, ByteString frame) {
    int size = frame.size();
    to.put((byte) FRAMES_TAG);
    if (size < 0x80) {
      to.put((byte) size);
    } else {
      to.put((byte) ((size & 0x7f) | 0x80)).put((byte) (size >>> 7));
    }
    frame.copyTo(to);
  }

  /**
   * Decodes the frames of a packet. The whole packet is checked first, so that a receiver processes
   * all of its frames or none.
   *
   * @throws MalformedException if it is not a packet, has an empty frame or too many frames
   */
  public static List<ByteString> frames(ByteString packet) throws MalformedException {
    FieldScanner fields = new FieldScanner(packet);
    List<ByteString> frames = new ArrayList<>();
    while (fields.next()) {
      if (fields.isBytes(Packet.FRAMES_FIELD_NUMBER)) {
        ByteString frame = fields.bytes();
        if (frame.isEmpty() || frames.size() == MAX_FRAMES) {
          throw new MalformedException("an empty frame, or more than " + MAX_FRAMES);
        }
        frames.add(frame);
      }
    }
    if (fields.isMalformed()) {
      throw new MalformedException("not a packet");
    }
    return frames;
  }

  public static int encodedBytes(ByteString frame) {
    return frame.size() + (frame.size() < 0x80 ? 2 : 3);
  }
}
