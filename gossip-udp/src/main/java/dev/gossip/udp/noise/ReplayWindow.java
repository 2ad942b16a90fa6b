package dev.gossip.udp.noise;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which of the last 1,024 packets have arrived (as RFC 6479, but exact to the packet). A packet is
 * looked up before it is authenticated, and added afterwards, so that a forged one changes nothing.
 */
final class ReplayWindow {
  /**
   * Number of packets. Reordering within it loses nothing: at 10,000 packets a second it is 100 ms.
   */
  static final int SIZE = 1_024;

  // Null while none up to the highest is missing.
  private long @Nullable [] seen;
  private long highest;

  /** Whether a packet is not below the window. */
  boolean reaches(long counter) {
    return counter > highest - SIZE;
  }

  /**
   * @param counter one that the window reaches
   */
  boolean hasSeen(long counter) {
    long[] bits = seen;
    return counter <= highest && (bits == null || (bits[word(counter)] & bit(counter)) != 0);
  }

  /**
   * Adds an authentic packet.
   *
   * @param counter one that the window reaches
   */
  void add(long counter) {
    long[] bits = seen;
    if (bits == null) {
      if (counter <= highest + 1) {
        highest = Math.max(highest, counter);
        return;
      }
      bits = new long[SIZE / Long.SIZE];
      Arrays.fill(bits, -1);
      seen = bits;
    }
    // Forgets the packets that the window leaves, whose bits the new ones take over.
    for (long next = Math.max(highest + 1, counter - SIZE + 1); next <= counter; next++) {
      bits[word(next)] &= ~bit(next);
    }
    highest = Math.max(highest, counter);
    bits[word(counter)] |= bit(counter);
  }

  /** Frees what it does not need if no packet is missing. */
  void compact() {
    if (seen != null && Arrays.stream(seen).allMatch(bits -> bits == -1)) {
      seen = null;
    }
  }

  private static int word(long counter) {
    return (int) (counter % SIZE) / Long.SIZE;
  }

  private static long bit(long counter) {
    return 1L << (counter % Long.SIZE);
  }
}
