package dev.gossip.udp.fragment;

import com.google.protobuf.CodedOutputStream;
import java.nio.ByteBuffer;

/** Protobuf's numbers of variable length, in a buffer that has room for them. */
public final class Varints {
  private Varints() {}

  /** Appends a number; a negative one as what it is without a sign. */
  public static void put(ByteBuffer to, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      to.put((byte) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    to.put((byte) rest);
  }

  /** The size of a number of 32 bits without a sign. */
  public static int bytes(int value) {
    return CodedOutputStream.computeUInt32SizeNoTag(value);
  }
}
