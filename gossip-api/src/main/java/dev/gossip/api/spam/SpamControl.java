package dev.gossip.api.spam;

import dev.gossip.api.Discouragement;
import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * Decides how much work each peer may cause, before the work is done, and is notified of the good
 * and bad behaviour of every peer. One object per node, called on that node's thread. Any exception
 * is a bug in the plugin and stops the node.
 *
 * <p>A node may have several. The first that refuses decides in {@link #admit}, so those after it
 * are not charged; the first verdict other than ACCEPT decides in {@link #judge}. The worst {@link
 * #standing} counts, explanations add up, and every spam control hears every event.
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

  /** This node publishes a message; its peers may send copies of it. */
  default void onPublished(GossipMessage message) {}

  /**
   * A peer sent the first copy of a message, and the message was accepted. Not called if the relay
   * does not make the message public at once: a relay that hides the origin gives no credit. The
   * node does not know how a copy travelled, so one that was sent to this node alone, and that its
   * relay makes public at once, counts like any other.
   */
  default void onFirstCopy(GossipMessage message, Peer from) {}

  /**
   * A peer sent a further copy of a message that is still stored. Not called as long as the relay
   * has not made the message public: what it hides earns neither credit nor blame.
   */
  default void onDuplicate(GossipMessage message, Peer from) {}

  /** A message was rejected: its signature is invalid, or it got the verdict REJECT. */
  default void onRejected(Rejection rejection) {}

  /** A peer violated the protocol. */
  default void onMisbehaviour(Peer peer, Misbehaviour kind) {}

  /**
   * The application thinks better or worse of a node, which need not be up.
   *
   * @param points how much; negative is bad. What they are worth is up to the spam control
   */
  default void onApplicationScore(PeerId peer, double points) {}

  /** A peer came up. */
  default void onPeerUp(Peer peer) {}

  /** A peer went down. */
  default void onPeerDown(Peer peer) {}

  /**
   * What this spam control thinks of a node, whether or not it is up. Asked before the node becomes
   * a peer, after {@link SpamContext#standingChanged}, and by relays.
   */
  default Standing standing(PeerId peer) {
    return Standing.GOOD;
  }

  /**
   * Why a node is discouraged, as it hears itself. Asked only while its {@link #standing} is {@link
   * Standing#DISCOURAGED}; empty if there is nothing to say.
   */
  default Optional<Discouragement> discouragement(PeerId peer) {
    return Optional.empty();
  }

  /**
   * The reasons for a node's standing, the most important first; empty if nothing is known of it.
   * For people; never called for each message. An exception does not stop the node: it is reported,
   * and takes the place of the explanations.
   */
  default List<Explanation> explain(PeerId peer) {
    return List.of();
  }

  /** Creates the spam control of a node. */
  @FunctionalInterface
  interface Factory {

    /** Called once per node, before any other method. */
    SpamControl create(SpamContext context);
  }
}
