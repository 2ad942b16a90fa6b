package dev.gossip.udp.datagram;

import com.google.protobuf.ByteString;
import dev.gossip.udp.fragment.Varints;
import java.nio.ByteBuffer;

/** The layout of a datagram; {@code packet.proto} describes it. */
public final class Datagrams {

  /**
   * Size of a datagram on a path that has not been probed. Every path must carry this much (RFC
   * 9000 section 14); larger datagrams may be fragmented or lost.
   */
  public static final int BASE_BYTES = 1200;

  /** The largest datagram of UDP over IPv4. */
  public static final int MAX_BYTES = 65_507;

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

  /**
   * Maximum number of frames in a datagram of {@link #BASE_BYTES}, and in each further such part of
   * a larger one. It keeps the cost of any datagram close to that of one with ordinary frames; of
   * the smallest, an id in a control frame, 30 fit.
   */
  private static final int MAX_FRAMES_IN_BASE = 64;

  /** The largest frame in a datagram of {@link #BASE_BYTES}, with the tag of a secure link. */
  public static final int BASE_FRAME_BYTES = BASE_BYTES - HEADER_BYTES - 16 - 3;

  static final int FRAMES_TAG = (1 << 3) | 2;
  static final int PADDING_TAG = (4 << 3) | 2;
  static final int NEEDS_NO_ACKS_TAG = 5 << 3;

  /** What {@link #putNeedsNoAcks} takes. */
  public static final int NEEDS_NO_ACKS_BYTES = 2;

  private Datagrams() {}

  public static void putHeader(ByteBuffer to, byte type, long connectionId, long packetNumber) {
    to.putShort(MAGIC).put(VERSION).put(type).putLong(connectionId).putLong(packetNumber);
  }

  /** Appends one entry of {@code Packet.frames} without building a packet object. */
  public static void putFrame(ByteBuffer to, ByteString frame) {
    int size = frame.size();
    to.put((byte) FRAMES_TAG);
    Varints.put(to, size);
    frame.copyTo(to);
  }

  /** Appends that the datagram asks for no acknowledgement. */
  public static void putNeedsNoAcks(ByteBuffer body) {
    body.put((byte) NEEDS_NO_ACKS_TAG).put((byte) 1);
  }

  /** Fills the rest of a body with a field that its receiver ignores. */
  public static void putPadding(ByteBuffer body) {
    int size = body.remaining() - 1;
    int bytes = size - Varints.bytes(size);
    body.put((byte) PADDING_TAG);
    // In as many bytes as the larger number takes, so that nothing is left.
    int lengthBytes = size - bytes;
    for (int i = 0; i < lengthBytes; i++) {
      int more = i + 1 < lengthBytes ? 0x80 : 0;
      body.put((byte) (((bytes >>> (7 * i)) & 0x7f) | more));
    }
    body.put(new byte[bytes]);
  }

  /**
   * The most frames that a datagram may carry.
   *
   * @param datagramBytes its size, without the tag of a secure link
   */
  public static int maxFrames(int datagramBytes) {
    return MAX_FRAMES_IN_BASE * Math.max(1, (datagramBytes + BASE_BYTES - 1) / BASE_BYTES);
  }

  /** The largest frame that fits a body of a size. */
  public static int frameBytesIn(int bodyBytes) {
    int longest = bodyBytes - 2;
    return bodyBytes - encodedBytes(longest) + longest;
  }

  public static int encodedBytes(ByteString frame) {
    return encodedBytes(frame.size());
  }

  private static int encodedBytes(int frameBytes) {
    return 1 + Varints.bytes(frameBytes) + frameBytes;
  }
}
