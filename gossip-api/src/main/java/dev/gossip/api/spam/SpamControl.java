package dev.gossip.api.spam;

import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.Verdict;

/**
 * Decides how much work each peer may cause, before the work is done, and is notified of the good
 * and bad behaviour of every peer. One object per node, called on that node's thread. Any exception
 * is a bug in the plugin and stops the node.
 */
@ExtensionPoint
public interface SpamControl {

  /**
   * Whether to spend work on something that a peer sent. Called before a frame is decoded and
   * before a signature is verified, so refusing must be cheap. If refused, the frame or message is
   * dropped and counted.
   *
   * @param cost the kind of work
   * @param amount bytes, or the number of signature verifications; see {@link Cost}
   */
  boolean admit(Peer from, Cost cost, int amount);

  /**
   * Judges a message whose signature is valid. Called only then, so that a forged message cannot
   * use up the budget of the author it names. Not called again for a message that was accepted
   * here, even if the relay strategy could not read the headers of the first copies.
   */
  default Verdict judge(GossipMessage message, Peer from) {
    return Verdict.ACCEPT;
  }

  /** A peer sent the first copy of a message, and the message was accepted. */
  default void onFirstCopy(GossipMessage message, Peer from) {}

  /** A peer sent a further copy of a message that is still stored. */
  default void onDuplicate(GossipMessage message, Peer from) {}

  /** A peer sent a message with an invalid signature, or one that got the verdict REJECT. */
  default void onRejected(Peer from) {}

  /** A peer violated the protocol. */
  default void onMisbehaviour(Peer peer, Misbehaviour kind) {}

  /** A peer came up. */
  default void onPeerUp(Peer peer) {}

  /** A peer went down. */
  default void onPeerDown(Peer peer) {}

  /** Creates the spam control of a node. */
  @FunctionalInterface
  interface Factory {

    /** Called once per node, before any other method. */
    SpamControl create(SpamContext context);
  }
}
