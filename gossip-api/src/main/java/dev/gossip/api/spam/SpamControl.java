package dev.gossip.api.spam;

import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.Verdict;

/**
 * Decides whom to listen to. One object per node, called on that node's thread; it sees every
 * neighbour's good and bad deeds and answers before work is spent. Any exception is a bug of the
 * plugin and stops the node.
 */
@ExtensionPoint
public interface SpamControl {

  /**
   * Whether to spend work on something a neighbour sent. Asked before the frame is decoded, and
   * before a signature check begins, so refusing must be cheap; what is refused is dropped and
   * counted.
   *
   * @param amount bytes, or the number of signature checks
   */
  boolean admit(Peer from, Cost cost, int amount);

  /**
   * Judges a message after its signature was found good, so that nobody can spend another author's
   * budget. Not called again for a message that was accepted, even if the first copies could not be
   * read after all.
   */
  default Verdict judge(GossipMessage message, Peer from) {
    return Verdict.ACCEPT;
  }

  /** A neighbour was the first to bring a message that was accepted. */
  default void onFirstDelivery(GossipMessage message, Peer from) {}

  /** A neighbour brought a copy of a message that was known. */
  default void onDuplicate(GossipMessage message, Peer from) {}

  /** A neighbour brought a message with a bad signature, or one that was judged REJECT. */
  default void onRejected(Peer from) {}

  /** A neighbour broke the protocol. */
  default void onMisbehaviour(Peer peer, Misbehaviour kind) {}

  /** A neighbour came up. */
  default void onPeerUp(Peer peer) {}

  /** A neighbour went down. */
  default void onPeerDown(Peer peer) {}

  /** Makes spam control for one node. */
  @FunctionalInterface
  interface Factory {

    /** Called once per node, before anything else. */
    SpamControl create(SpamContext context);
  }
}
