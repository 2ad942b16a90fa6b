package dev.gossip.api;

import org.jspecify.annotations.Nullable;

/**
 * Identifies a node to its peers: 32 random bytes, new at every start of the node. Use this as the
 * key for state about a peer, not {@link Peer}, whose direction may differ after a reconnect.
 * Ordered by unsigned bytes.
 */
public final class PeerId extends Id256 implements Comparable<PeerId> {

  /**
   * @param bytes 32 bytes; copied
   * @throws IllegalArgumentException if there are not exactly 32
   */
  public PeerId(byte[] bytes) {
    super(bytes);
  }

  @Override
  public int compareTo(PeerId other) {
    return compareLongs(other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PeerId id && equalLongs(id);
  }
}
