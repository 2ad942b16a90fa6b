package dev.gossip.api.transport;

import dev.gossip.api.PeerId;

/** The identity under which this node appears to its peers. */
public final class LocalIdentity {
  private final PeerId id;

  /** Called by the engine, once per node. */
  public LocalIdentity(PeerId id) {
    this.id = id;
  }

  /** The id that peers see. */
  public PeerId id() {
    return id;
  }
}
