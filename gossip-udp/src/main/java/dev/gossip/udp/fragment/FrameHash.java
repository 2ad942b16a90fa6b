package dev.gossip.udp.fragment;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;

/**
 * The first 16 bytes of the SHA-256 of a frame. An attacker may choose hashes that collide in a
 * hash table, so they are comparable: a table then still finds one in logarithmic time.
 */
public record FrameHash(long first, long second) implements Comparable<FrameHash> {
  public static final int BYTES = 16;

  // 2^64 divided by the golden ratio: mixes the halves, which a plain exclusive or would not.
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  /** Reads the first bytes of a buffer. */
  static FrameHash read(ByteBuffer bytes) {
    return new FrameHash(bytes.getLong(), bytes.getLong());
  }

  /** Reads the first bytes of a string. */
  static FrameHash read(ByteString bytes) {
    return new FrameHash(readLong(bytes, 0), readLong(bytes, Long.BYTES));
  }

  private static long readLong(ByteString bytes, int start) {
    long value = 0;
    for (int i = start; i < start + Long.BYTES; i++) {
      value = value << Byte.SIZE | (bytes.byteAt(i) & 0xff);
    }
    return value;
  }

  @Override
  public int hashCode() {
    return Long.hashCode((first * MULTIPLIER + second) * MULTIPLIER);
  }

  @Override
  public int compareTo(FrameHash other) {
    int order = Long.compare(first, other.first);
    return order != 0 ? order : Long.compare(second, other.second);
  }
}
