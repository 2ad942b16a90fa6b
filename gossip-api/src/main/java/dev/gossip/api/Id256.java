package dev.gossip.api;

import com.google.protobuf.ByteString;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** A 32-byte id, kept in four longs: half the memory of an array, cheap to hash and compare. */
abstract class Id256 {
  // Without the buffer object of a ByteBuffer, since an id is created for every copy of a message.
  private static final VarHandle BIG_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long word0;
  private final long word1;
  private final long word2;
  private final long word3;

  Id256(byte[] bytes) {
    if (bytes.length != 32) {
      throw new IllegalArgumentException("an id has 32 bytes, not " + bytes.length);
    }
    word0 = (long) BIG_ENDIAN.get(bytes, 0);
    word1 = (long) BIG_ENDIAN.get(bytes, Long.BYTES);
    word2 = (long) BIG_ENDIAN.get(bytes, 2 * Long.BYTES);
    word3 = (long) BIG_ENDIAN.get(bytes, 3 * Long.BYTES);
  }

  Id256(long word0, long word1, long word2, long word3) {
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
    this.word3 = word3;
  }

  /** The 32 bytes. */
  public final ByteString bytes() {
    return ByteString.copyFrom(array());
  }

  /** The 32 bytes as 64 lower-case hexadecimal digits. */
  public final String hex() {
    return HexFormat.of().formatHex(array());
  }

  /**
   * Eight of the bytes as a big-endian number, for tables that store many ids without an object per
   * id.
   *
   * @param index 0 to 3
   */
  public final long word(int index) {
    return switch (index) {
      case 0 -> word0;
      case 1 -> word1;
      case 2 -> word2;
      case 3 -> word3;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  private byte[] array() {
    return ByteBuffer.allocate(32)
        .putLong(word0)
        .putLong(word1)
        .putLong(word2)
        .putLong(word3)
        .array();
  }

  /** Unsigned order of the bytes. */
  final int compareLongs(Id256 other) {
    int order = Long.compareUnsigned(word0, other.word0);
    if (order == 0) {
      order = Long.compareUnsigned(word1, other.word1);
    }
    if (order == 0) {
      order = Long.compareUnsigned(word2, other.word2);
    }
    return order != 0 ? order : Long.compareUnsigned(word3, other.word3);
  }

  final boolean equalLongs(Id256 other) {
    return word0 == other.word0
        && word1 == other.word1
        && word2 == other.word2
        && word3 == other.word3;
  }

  @Override
  public final int hashCode() {
    return (int) (word3 ^ (word3 >>> 32));
  }

  @Override
  public abstract boolean equals(Object other);

  @Override
  public final String toString() {
    return hex();
  }
}
