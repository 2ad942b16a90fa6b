package dev.gossip.api.node;

import dev.gossip.api.AuthorId;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerAddress;
import org.jspecify.annotations.Nullable;

/** Something that happened at a node. Carries no time: who listens knows what time it is. */
public sealed interface NodeEvent {

  /** The first neighbour is up. */
  record Ready() implements NodeEvent {}

  /** A neighbour is up: linked, and its HELLO accepted. */
  record PeerUp(PeerInfo peer) implements NodeEvent {}

  /** A neighbour is no longer up. */
  record PeerDown(PeerInfo peer, String reason) implements NodeEvent {

    /** The reason when it is this node that stopped. */
    public static final String STOPPED_HERE = "this node stopped";
  }

  /** A message of this node set out. */
  record Published(GossipMessage message, int peers) implements NodeEvent {}

  /** A message of another node is public here. */
  record Delivered(GossipMessage message, PeerInfo from) implements NodeEvent {}

  /**
   * This node and another do not belong together, or a dial makes no sense. Told once per address
   * and reason.
   *
   * @param address the other node; null when not known
   */
  record Refused(@Nullable PeerAddress address, String reason, String remedy)
      implements NodeEvent {}

  /**
   * A configured peer cannot be reached; it is dialled again. Reported once per cause and address
   * of a name, at most 16 times, until the peer is up.
   *
   * @param address as configured
   * @param reason what is wrong, with the remedy where this node knows one; of a name, also which
   *     of its addresses
   */
  record Unreachable(PeerAddress address, String reason) implements NodeEvent {}

  /**
   * Something was dropped; also counted in the metrics as {@code dropped.} and the reason.
   *
   * @param reason why
   * @param count how many at once
   */
  record Dropped(DropReason reason, int count) implements NodeEvent {}

  /**
   * An author signed two different messages under one sequence number. Both are good and were
   * delivered, but the author, or a copy of its key, says different things to different nodes.
   */
  record Equivocation(AuthorId author, long sequence, MessageId first, MessageId second)
      implements NodeEvent {}

  /** Something that works less well than it could, and what to do about it. */
  record Warning(String what, String remedy) implements NodeEvent {}

  /**
   * The node stopped.
   *
   * @param failed whether it stopped because of a bug, and not because it was closed
   */
  record Stopped(boolean failed, String reason) implements NodeEvent {}
}
