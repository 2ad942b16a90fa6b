package dev.gossip.api.relay;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;

/**
 * Decides to whom, when and with what header a message travels. The engine has already checked,
 * counted and stored what it hands over; all that is left is the protocol.
 *
 * <p>One object per node, called on that node's thread, never re-entered. Sends, timers and
 * deliveries asked for in a callback take hold when it returns. Neither the clock nor randomness
 * may come from anywhere but the {@link RelayContext}, so that a simulation repeats exactly.
 *
 * <p>Bytes from a neighbour may be garbage. A callback that declares {@link
 * InvalidProtocolBufferException} may throw it: the frame is dropped and counted, the neighbour is
 * reported, and nothing that the callback asked for happens. The strategy's own fields cannot be
 * rolled back, so parse before changing any. Any other exception is a bug of the strategy: the node
 * stops and says which plugin threw, and where.
 */
@ExtensionPoint
public interface RelayStrategy {

  /**
   * This node is the origin of a message. Call {@link RelayContext#deliver} for it, now or at the
   * moment from which this node may admit to others that it has it.
   */
  void onPublish(GossipMessage message);

  /**
   * The first accepted copy of a message arrived. Call {@link RelayContext#deliver} exactly once
   * for it, now or later. After {@link InvalidProtocolBufferException} the message counts as never
   * seen, so that an honest copy can still arrive.
   */
  void onMessage(GossipMessage message, Arrival arrival) throws InvalidProtocolBufferException;

  /**
   * A further copy arrived of a message that is still stored.
   *
   * @param message the stored one
   */
  default void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {}

  /** A control frame that a neighbour's strategy of this kind sent. */
  default void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {}

  /**
   * A control frame for the strategy that fills a slot of this one. Who wraps a strategy hands it
   * on with {@link ForwardingRelayContext#handOn}.
   *
   * @param slot one that this strategy's plugin declares, or its path from slot to slot
   */
  default void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    throw new InvalidProtocolBufferException("nothing here reads frames of the slot " + slot);
  }

  /** A neighbour came up. Also called, after creation, for those that are up already. */
  default void onPeerUp(Peer peer) {}

  /**
   * A neighbour went down. It is no longer among {@link RelayContext#peers}. What it sent before is
   * handed over first, so this may come a little after its link was lost; what is sent to it
   * meanwhile is dropped.
   */
  default void onPeerDown(Peer peer) {}

  /**
   * Makes a strategy for one node. Configuration holds factories; each node has its own objects.
   */
  @FunctionalInterface
  interface Factory {

    /**
     * Called once per node, before anything else. May schedule, but not send, deliver or report:
     * there are no peers yet.
     */
    RelayStrategy create(RelayContext context);
  }
}
