package dev.gossip.api.spam;

/** What spam control thinks of a peer, from the best to the worst. */
public enum Standing {
  /** Nothing speaks against the peer. */
  GOOD,
  /** What the peer says about others is not believed: its control frames have no effect. */
  NO_CONTROL,
  /**
   * As with {@link #NO_CONTROL}, and the peer gets less of this node's work than others: the spam
   * control that says so sees to it itself, with {@link SpamControl#admit}.
   */
  THROTTLED,
  /** The peer is disconnected, and refused for a while. */
  DISCOURAGED;

  /** The worse of two standings. */
  public Standing worst(Standing other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
