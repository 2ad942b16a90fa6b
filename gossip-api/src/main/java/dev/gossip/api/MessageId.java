package dev.gossip.api;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a message by its content: SHA-256 over a domain tag, the network's name and the signed
 * bytes. The signature is not part of it. The engine computes the id of every copy that arrives and
 * never trusts one from the wire. Ordered by unsigned bytes.
 */
public final class MessageId extends Id256 implements Comparable<MessageId> {

  /**
   * @param bytes 32 bytes; copied
   * @throws IllegalArgumentException if there are not exactly 32
   */
  public MessageId(byte[] bytes) {
    super(bytes);
  }

  private MessageId(long word0, long word1, long word2, long word3) {
    super(word0, word1, word2, word3);
  }

  /** The id with these {@linkplain #word words}, from a table that stores ids without objects. */
  public static MessageId ofWords(long word0, long word1, long word2, long word3) {
    return new MessageId(word0, word1, word2, word3);
  }

  @Override
  public int compareTo(MessageId other) {
    return compareLongs(other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MessageId id && equalLongs(id);
  }
}
