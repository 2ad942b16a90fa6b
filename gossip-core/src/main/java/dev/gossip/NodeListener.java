package dev.gossip;

import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.node.PeerInfo;
import java.time.Instant;

/**
 * Hears what happens at a node: override the methods you need. Registered with {@link
 * GossipNodeBuilder#listener} before the node starts, or with {@link GossipNode#addListener} later.
 *
 * <p>The methods are called on the node's delivery thread, one at a time, in the order of the
 * events. What one of them throws goes to the thread's uncaught exception handler; the node
 * continues.
 */
public interface NodeListener {

  /**
   * Something happened. Called for every event, before the method for its type.
   *
   * @param time when, by the clock of the node's thread, to the millisecond; not when this method
   *     is called
   */
  default void onEvent(NodeEvent event, Instant time) {}

  /** The first peer is up, so that messages can be published. Called once. */
  default void onReady() {}

  /** A peer is up; see {@link NodeEvent.PeerUp}. */
  default void onPeerUp(PeerInfo peer) {}

  /**
   * A peer is no longer up; see {@link NodeEvent.PeerDown}.
   *
   * @param reason for people, one line
   */
  default void onPeerDown(PeerInfo peer, String reason) {}

  /** A peer has another address; see {@link NodeEvent.PeerMoved}. */
  default void onPeerMoved(PeerInfo peer, PeerAddress before) {}

  /**
   * A message of this node was handed to its relay; see {@link NodeEvent.Published}.
   *
   * @param peers how many were up
   */
  default void onPublished(GossipMessage message, int peers) {}

  /** A message of another node was delivered, on any topic; see {@link NodeEvent.Delivered}. */
  default void onMessage(Delivery delivery) {}

  /** A link was refused for good; see {@link NodeEvent.Refused}. */
  default void onRefused(NodeEvent.Refused refused) {}

  /**
   * A configured peer cannot be reached; see {@link NodeEvent.Unreachable}.
   *
   * @param reason for people, one line
   */
  default void onUnreachable(PeerAddress peer, String reason) {}

  /**
   * Something was dropped; see {@link NodeEvent.Dropped}. Not called while the delivery queue is
   * half full or more; {@link GossipNode#metrics} counts every drop.
   *
   * @param count how many times, at least 1
   */
  default void onDropped(DropReason reason, int count) {}

  /** An author contradicts itself; see {@link NodeEvent.Equivocation}. */
  default void onEquivocation(NodeEvent.Equivocation equivocation) {}

  /** The node works, but not as well as it could; see {@link NodeEvent.Warning}. */
  default void onWarning(String what, String remedy) {}

  /**
   * The node stopped; see {@link NodeEvent.Stopped}. The last call.
   *
   * @param failed whether it stopped because of a failure, rather than being closed
   * @param reason for people
   */
  default void onStopped(boolean failed, String reason) {}
}
