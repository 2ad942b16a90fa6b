package dev.gossip.udp.noise;

import java.util.Arrays;

/** A sealed packet with what a test knows about it. */
final class SealedPacket {
  private final long number;
  private final byte[] bytes;
  private final byte[] body;

  SealedPacket(long number, byte[] bytes, byte[] body) {
    this.number = number;
    this.bytes = bytes;
    this.body = body;
  }

  /** The packet number. */
  long number() {
    return number;
  }

  /** Header, sealed body, tag. */
  byte[] bytes() {
    return bytes;
  }

  /** What was sealed. */
  byte[] body() {
    return body;
  }

  /** The packet with one bit inverted. */
  SealedPacket withFlippedBit(int bit) {
    byte[] changed = bytes.clone();
    changed[bit / 8] ^= (byte) (1 << (bit % 8));
    return new SealedPacket(number, changed, body);
  }

  /** The packet with its last byte changed, which belongs to the tag. */
  SealedPacket forged() {
    return withFlippedBit(8 * bytes.length - 1);
  }

  /** The packet opened with another number. */
  SealedPacket withNumber(long other) {
    return new SealedPacket(other, bytes, body);
  }

  /** The first bytes of the packet. */
  SealedPacket cutTo(int length) {
    return new SealedPacket(number, Arrays.copyOf(bytes, length), body);
  }

  int epoch() {
    return (int) (number >>> 40);
  }
}
