package dev.gossip.udp.secure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/** Gives what was prepared, in order, so that a transport uses the secrets of the test vectors. */
final class FixedRandom implements RandomGenerator {
  private final int number;
  private final Deque<Long> longs = new ArrayDeque<>();
  private final Deque<Integer> arrays = new ArrayDeque<>();

  /**
   * @param number the only int that it gives
   */
  FixedRandom(int number) {
    this.number = number;
  }

  /** Adds results of {@link #nextLong}. */
  FixedRandom withLongs(long... values) {
    for (long value : values) {
      longs.add(value);
    }
    return this;
  }

  /** Adds results of {@link #nextBytes} by their first bytes; each further byte is one larger. */
  FixedRandom withArrays(int... firstBytes) {
    for (int first : firstBytes) {
      arrays.add(first);
    }
    return this;
  }

  /** The array of 32 bytes that begins with a byte. */
  static byte[] array(int firstByte) {
    byte[] bytes = new byte[32];
    fill(bytes, firstByte);
    return bytes;
  }

  private static void fill(byte[] bytes, int firstByte) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (firstByte + i);
    }
  }

  @Override
  public long nextLong() {
    return longs.remove();
  }

  @Override
  public int nextInt() {
    return number;
  }

  @Override
  public void nextBytes(byte[] bytes) {
    fill(bytes, arrays.remove());
  }
}
