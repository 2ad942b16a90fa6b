package dev.gossip.api.spam;

/** What spam control thinks of a peer, from the best to the worst. */
public enum Standing {
  /** Nothing speaks against the peer. */
  GOOD,
  /**
   * What the peer says about others is not believed: its control frames have no effect, except that
   * relays still answer its requests (see {@link
   * dev.gossip.api.relay.RelayStrategy#hearsDoubtedPeers}). Messages that it sends are checked and
   * relayed as those of others. Relays that hide the origin of messages leave out discouraged peers
   * only: they announce and send to this one as to others, so that its standing says nothing about
   * who published what.
   */
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
