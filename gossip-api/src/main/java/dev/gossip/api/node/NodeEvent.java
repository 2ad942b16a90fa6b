package dev.gossip.api.node;

import dev.gossip.api.AuthorId;
import dev.gossip.api.Discouragement;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened at a node. Events carry no time; a listener that needs one reads its own
 * clock.
 */
public sealed interface NodeEvent {

  /** The first peer is up. Emitted once per node. */
  record Ready() implements NodeEvent {}

  /** A peer is up: its link is up and its HELLO was accepted. */
  record PeerUp(PeerInfo peer) implements NodeEvent {}

  /**
   * A peer is no longer up.
   *
   * @param reason a human-readable reason, one line
   */
  record PeerDown(PeerInfo peer, String reason) implements NodeEvent {

    /** The reason if this node stopped. */
    public static final String STOPPED_HERE = "this node stopped";
  }

  /**
   * This node discourages a peer: it closes the link, and refuses another one for a while. Its
   * {@link PeerDown} follows.
   *
   * @param why as the peer hears it
   */
  record Discouraged(PeerInfo peer, Discouragement why) implements NodeEvent {}

  /**
   * A peer that is up has another address now, for instance because a NAT has changed it. Its link
   * stays up.
   *
   * @param peer with its new address
   * @param before the address that it had
   */
  record PeerMoved(PeerInfo peer, PeerAddress before) implements NodeEvent {}

  /**
   * A message of this node was handed to the relay strategy.
   *
   * @param peers how many peers were up at that time
   */
  record Published(GossipMessage message, int peers) implements NodeEvent {}

  /**
   * A message of another node was delivered.
   *
   * @param from the peer that sent the first copy
   */
  record Delivered(GossipMessage message, PeerInfo from) implements NodeEvent {}

  /**
   * A link was refused for good: the two nodes do not belong together, or the dial cannot succeed.
   * Reported once per address and reason.
   *
   * @param address of the other node; null if not known
   * @param reason a human-readable reason, one line
   * @param remedy what to do about it
   */
  record Refused(@Nullable PeerAddress address, String reason, String remedy)
      implements NodeEvent {}

  /**
   * A configured peer cannot be reached and will be dialed again. Reported once per cause and
   * resolved address, at most 16 times, until the peer is up.
   *
   * @param address as configured
   * @param reason what is wrong, with the remedy if this node knows one; for a host name, also
   *     which of its addresses
   */
  record Unreachable(PeerAddress address, String reason) implements NodeEvent {}

  /**
   * Something was dropped. The metric {@code dropped.<reason>} counts it too.
   *
   * @param count how many drops this event stands for
   */
  record Dropped(DropReason reason, int count) implements NodeEvent {}

  /**
   * An author signed two different messages with one sequence number. Both signatures are valid and
   * both messages were accepted, but the author, or someone else with its key, sends different
   * messages to different nodes.
   */
  record Equivocation(AuthorId author, long sequence, MessageId first, MessageId second)
      implements NodeEvent {}

  /**
   * The node works, but not as well as it could.
   *
   * @param what the problem, in one line
   * @param remedy what to do about it
   */
  record Warning(String what, String remedy) implements NodeEvent {}

  /**
   * The node stopped.
   *
   * @param failed true if a bug stopped it, false if it was closed
   * @param reason a human-readable reason, one line
   */
  record Stopped(boolean failed, String reason) implements NodeEvent {}
}
