package dev.gossip.api.transport;

import dev.gossip.api.PeerId;

/** Who this node is to its neighbours. */
public final class LocalIdentity {
  private final PeerId id;

  /** Made by the composition, one per node. */
  public LocalIdentity(PeerId id) {
    this.id = id;
  }

  /** The id that neighbours see. */
  public PeerId id() {
    return id;
  }
}
