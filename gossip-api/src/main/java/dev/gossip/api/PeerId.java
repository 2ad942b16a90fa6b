package dev.gossip.api;

import org.jspecify.annotations.Nullable;

/**
 * Names a node to its neighbours: 32 bytes, drawn anew at every start. State about a peer is keyed
 * by this, never by {@link Peer}, whose direction may differ after a reconnect. Ordered by unsigned
 * bytes.
 */
public final class PeerId extends Id256 implements Comparable<PeerId> {

  /**
   * @param bytes 32 bytes; copied
   * @throws IllegalArgumentException if there are not 32
   */
  public PeerId(byte[] bytes) {
    super(bytes);
  }

  @Override
  public int compareTo(PeerId other) {
    return compareWords(other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PeerId id && sameWords(id);
  }
}
