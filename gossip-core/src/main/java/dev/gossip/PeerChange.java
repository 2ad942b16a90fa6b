package dev.gossip;

/** What became of a request to add or remove a peer; see {@link GossipNode#addPeer}. */
public enum PeerChange {
  /** The node's membership is notified. It usually dials an added peer at once. */
  DONE,
  /** There is nothing to change: the address was added before, or is not there to be removed. */
  UNCHANGED,
  /** {@code gossip.added-peers} addresses were added; remove some first. */
  TOO_MANY,
  /** The node is closed or has stopped. */
  CLOSED
}
