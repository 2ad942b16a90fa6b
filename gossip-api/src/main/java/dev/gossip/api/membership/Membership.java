package dev.gossip.api.membership;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.DialOutcome;
import dev.gossip.api.transport.DownReason;
import java.util.Optional;

/**
 * Decides which links a node keeps: which addresses it dials, which candidates become peers, and
 * which peers it disconnects. One object per node, called on that node's thread, never re-entered.
 * What it asks for takes effect when the callback returns. Any exception is a bug in the plugin and
 * stops the node, except an {@link InvalidProtocolBufferException} from {@link #onControl}.
 */
@ExtensionPoint
public interface Membership {

  /**
   * The user wants this node to be linked with an address: it is configured, or was added while the
   * node runs. Usually answered with {@link MembershipContext#keep}.
   */
  void onPeerAdded(PeerAddress address);

  /**
   * The user no longer wants a link with an address that was added before. Usually answered with
   * {@link MembershipContext#release}.
   */
  void onPeerRemoved(PeerAddress address);

  /**
   * A node could become a peer. Answer with {@link MembershipContext#accept} or {@link
   * MembershipContext#refuse}: now, or later. A candidate without an answer after {@code
   * gossip.candidate-timeout} is disconnected.
   */
  void onCandidate(Candidate candidate);

  /**
   * A candidate is gone before it got an answer: its link ended, or it waited for too long. Nothing
   * is left to decide about it. Its place may go to another node.
   *
   * @param candidate the value that {@link #onCandidate} got
   */
  default void onCandidateGone(Candidate candidate) {}

  /** An attempt to reach an address ended. */
  default void onDialOutcome(PeerAddress address, DialOutcome outcome) {}

  /** A control frame arrived from this membership's counterpart at a candidate or peer. */
  default void onControl(PeerId from, ByteString body) throws InvalidProtocolBufferException {}

  /**
   * A peer came up. Its direction is as long as it is up: if this node chooses an inbound peer,
   * too, that peer goes down and comes up again as an outbound one.
   */
  default void onPeerUp(Peer peer) {}

  /**
   * A peer went down.
   *
   * @param reason why; empty if this node closed the link
   */
  default void onPeerDown(Peer peer, Optional<DownReason> reason) {}

  /** Creates the membership of a node. */
  @FunctionalInterface
  interface Factory {

    /**
     * Called once per node, before any other method. May schedule timers and offload work, but not
     * act on addresses or links: {@link #onPeerAdded} is the first chance.
     */
    Membership create(MembershipContext context);
  }
}
