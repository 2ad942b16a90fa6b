package dev.gossip.udp.noise;

/**
 * A sealed packet.
 *
 * @param number packet number
 * @param bytes header, sealed body, tag
 * @param body what was sealed
 */
record SealedPacket(long number, byte[] bytes, byte[] body) {

  /** The packet with one bit inverted. */
  SealedPacket withFlippedBit(int bit) {
    byte[] changed = bytes.clone();
    changed[bit / 8] ^= (byte) (1 << (bit % 8));
    return new SealedPacket(number, changed, body);
  }

  /** The packet with another number for the nonce. */
  SealedPacket withNumber(long other) {
    return new SealedPacket(other, bytes, body);
  }

  int epoch() {
    return (int) (number >>> 40);
  }
}
