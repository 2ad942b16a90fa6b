package dev.gossip.repair.sketch;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import dev.gossip.api.MessageId;

/**
 * Shortens message ids to 64 bits with SipHash-2-4 under a key to which both ends of a link have
 * contributed, so that no third party can publish messages whose short ids are equal. Among 100,000
 * messages two have the same short id with a chance of 3 in 10^10, and different ones under the
 * next key. Immutable.
 */
public final class ShortIds {
  private final HashFunction function;

  /**
   * The halves are not interchangeable: both ends pass them in the same order.
   *
   * @param half the first 8 bytes of the SipHash key, as a little-endian number
   * @param otherHalf the last 8 bytes
   */
  public ShortIds(long half, long otherHalf) {
    function = Hashing.sipHash24(half, otherHalf);
  }

  /** SipHash-2-4 of the 32 bytes of the id: the number of the SipHash paper, not its bytes. */
  public long of(MessageId id) {
    Hasher hasher = function.newHasher(4 * Long.BYTES);
    for (int i = 0; i < 4; i++) {
      // A hasher takes numbers as little-endian bytes; a word is big-endian.
      hasher.putLong(Long.reverseBytes(id.word(i)));
    }
    return hasher.hash().asLong();
  }
}
