package dev.gossip.api;

import org.jspecify.annotations.Nullable;

/**
 * Names a message by its content: SHA-256 over the signed bytes, with a domain tag and the
 * network's name in front. The engine recomputes it for every copy that arrives and never believes
 * one from the wire. The signature is not part of it. Ordered by unsigned bytes.
 */
public final class MessageId extends Id256 implements Comparable<MessageId> {

  /**
   * @param bytes 32 bytes; copied
   * @throws IllegalArgumentException if there are not 32
   */
  public MessageId(byte[] bytes) {
    super(bytes);
  }

  @Override
  public int compareTo(MessageId other) {
    return compareWords(other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof MessageId id && sameWords(id);
  }
}
