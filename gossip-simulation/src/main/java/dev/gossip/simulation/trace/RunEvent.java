package dev.gossip.simulation.trace;

import dev.gossip.api.MessageId;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a run. Nodes are named by index; times are virtual, in nanoseconds
 * since the network started. Events of a supernode, and those of its links, are left out, as in
 * {@link dev.gossip.simulation.RunReport}.
 */
public sealed interface RunEvent {
  /** When it happened. */
  long timeNanos();

  /** The node at which it happened; of a datagram, its sender. */
  int node();

  /**
   * An honest node published a message.
   *
   * @param payloadBytes the size of its payload
   */
  record Published(long timeNanos, int node, MessageId message, String topic, int payloadBytes)
      implements RunEvent {}

  /**
   * An honest node delivered a message.
   *
   * @param from the peer that sent the first copy; -1 if that is unknown
   */
  record Delivered(long timeNanos, int node, int from, MessageId message) implements RunEvent {}

  /**
   * A node handed a frame to the transport, which took it.
   *
   * @param kind of the frame: {@code payload}, {@code control}, {@code hello}, {@code refusal},
   *     {@code announcement}, {@code request} or {@code other}
   * @param bytes its size
   * @param message which message is in a payload frame; null in another frame
   */
  record Sent(long timeNanos, int node, int to, String kind, int bytes, @Nullable MessageId message)
      implements RunEvent {}

  /**
   * A copy of a message passed all checks of a node, which passed it to its relay.
   *
   * @param from the peer that sent it
   * @param duplicate whether the node had the message already
   */
  record Received(long timeNanos, int node, int from, MessageId message, boolean duplicate)
      implements RunEvent {}

  /**
   * A node sent a datagram.
   *
   * @param outcome what the wire did to it; empty if it arrives as sent
   */
  record Datagram(long timeNanos, int node, int to, int bytes, String outcome)
      implements RunEvent {}

  /**
   * A datagram did not arrive.
   *
   * @param node its sender; -1 if that is unknown
   * @param to its receiver; -1 if no node has the address
   */
  record Lost(long timeNanos, int node, int to, String reason) implements RunEvent {}

  /**
   * A node dropped something.
   *
   * @param reason the label of a drop reason
   * @param count how many drops this event stands for
   */
  record Dropped(long timeNanos, int node, String reason, int count) implements RunEvent {}

  /** A peer is up at a node. */
  record LinkUp(long timeNanos, int node, int peer) implements RunEvent {}

  /** A peer is no longer up at a node. */
  record LinkDown(long timeNanos, int node, int peer, String reason) implements RunEvent {}

  /** A node discouraged a peer. */
  record Discouraged(long timeNanos, int node, int peer) implements RunEvent {}

  /** A node was started, crashed, restarted, paused or continued. */
  record Changed(long timeNanos, int node, NodeChange change) implements RunEvent {}
}
