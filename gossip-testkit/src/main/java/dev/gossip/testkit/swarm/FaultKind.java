package dev.gossip.testkit.swarm;

/** What can go wrong in a storm. */
public enum FaultKind {
  /** Datagrams are lost at random. */
  LOSS(true),
  /** Datagrams arrive twice. */
  DUPLICATION(false),
  /** Datagrams arrive late, so that others overtake them. */
  REORDERING(false),
  /** Datagrams arrive with wrong bits. */
  CORRUPTION(true),
  /** Some nodes are cut off from all others. */
  PARTITION(true),
  /** Some nodes are not heard by any other, but hear them. */
  SILENCE(true),
  /** A node ends without a word, and starts again with nothing remembered. */
  CRASH(true),
  /** A node is away and comes back with all that it remembered. */
  SUSPENSION(true),
  /** A node gets no processor for a while; what is sent to it waits. */
  PAUSE(true),
  /** A node's clocks are wrong. */
  CLOCK(false),
  /** Nodes crash and start again, each in its own time. */
  CHURN(true);

  private final boolean losesMessages;

  FaultKind(boolean losesMessages) {
    this.losesMessages = losesMessages;
  }

  /** Whether a message may fail to reach a node because of it. */
  boolean losesMessages() {
    return losesMessages;
  }
}
