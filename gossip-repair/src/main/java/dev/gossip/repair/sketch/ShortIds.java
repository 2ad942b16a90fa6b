package dev.gossip.repair.sketch;

import dev.gossip.api.MessageId;

/**
 * Shortens message ids to 64 bits with SipHash-2-4 (Aumasson and Bernstein, 2012) under a key to
 * which both ends of a link have contributed, so that no third party can publish messages whose
 * short ids are equal. Among 100,000 messages two have the same short id with a chance of 3 in
 * 10^10, and different ones under the next key. Immutable.
 *
 * <p>Written out for the four words of an id: a node shortens each id that it holds once for each
 * link, and a hash function for bytes of any length makes four objects for each.
 */
public final class ShortIds {
  /** The last block: nothing but the length, 32 bytes. */
  private static final long LENGTH_BLOCK = 32L << 56;

  private final long half;
  private final long otherHalf;

  /**
   * The halves are not interchangeable: both ends pass them in the same order.
   *
   * @param half the first 8 bytes of the SipHash key, as a little-endian number
   * @param otherHalf the last 8 bytes
   */
  public ShortIds(long half, long otherHalf) {
    this.half = half;
    this.otherHalf = otherHalf;
  }

  /** SipHash-2-4 of the 32 bytes of the id: the number of the SipHash paper, not its bytes. */
  public long of(MessageId id) {
    State state = new State(half, otherHalf);
    for (int i = 0; i < 4; i++) {
      // SipHash takes little-endian numbers; a word of an id is big-endian.
      state.add(Long.reverseBytes(id.word(i)));
    }
    state.add(LENGTH_BLOCK);
    return state.finish();
  }

  /** The four words of SipHash, whose first values are those of the paper. */
  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long half, long otherHalf) {
      v0 = half ^ 0x736f6d6570736575L;
      v1 = otherHalf ^ 0x646f72616e646f6dL;
      v2 = half ^ 0x6c7967656e657261L;
      v3 = otherHalf ^ 0x7465646279746573L;
    }

    void add(long block) {
      v3 ^= block;
      round();
      round();
      v0 ^= block;
    }

    long finish() {
      v2 ^= 0xff;
      for (int i = 0; i < 4; i++) {
        round();
      }
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
