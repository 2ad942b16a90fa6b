package dev.gossip.udp.noise;

import java.util.Arrays;

/** Parts of messages. */
final class Bytes {
  private Bytes() {}

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
