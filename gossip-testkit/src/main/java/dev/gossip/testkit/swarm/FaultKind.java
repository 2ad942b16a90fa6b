package dev.gossip.testkit.swarm;

/** The kinds of faults in a chaos phase. */
public enum FaultKind {
  /** Datagrams are lost at random. */
  LOSS(true),
  /** Datagrams arrive twice. */
  DUPLICATION(false),
  /** Datagrams arrive late, so that others overtake them. */
  REORDERING(false),
  /** Datagrams arrive with flipped bits. */
  CORRUPTION(true),
  /** Some nodes are cut off from all others. */
  PARTITION(true),
  /** Some nodes receive datagrams, but theirs reach no other node. */
  CUT(true),
  /** A node ends without closing its links, and restarts without its state. */
  CRASH(true),
  /** A node ends without closing its links, and restarts with its state. */
  CRASH_KEEPING_STATE(true),
  /** A node gets no processor time for a while. Datagrams for it are queued. */
  PAUSE(true),
  /** A node's clocks are wrong. */
  CLOCK(false),
  /** Nodes crash and restart repeatedly, independently of each other. */
  CHURN(true);

  private final boolean losesMessages;

  FaultKind(boolean losesMessages) {
    this.losesMessages = losesMessages;
  }

  /** Whether a fault of this kind may keep a message from reaching a node. */
  boolean losesMessages() {
    return losesMessages;
  }
}
