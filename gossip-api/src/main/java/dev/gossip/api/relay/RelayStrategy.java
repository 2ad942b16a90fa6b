package dev.gossip.api.relay;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.ExtensionPoint;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;

/**
 * Decides to which peers, when and with what header a message is sent. The engine has already
 * verified, counted and stored every message that a strategy receives; the strategy only implements
 * the relay protocol.
 *
 * <p>One object per node, called on that node's thread, never re-entered. Sends, timers and
 * deliveries take effect when the callback returns. Time and randomness must come from the {@link
 * RelayContext} only, so that a simulation can be repeated exactly.
 *
 * <p>Bytes from a peer may be malformed. A callback that declares {@link
 * InvalidProtocolBufferException} may throw it: the frame is then dropped and counted, the peer is
 * reported to spam control, and none of the callback's actions takes effect. The strategy's own
 * fields cannot be rolled back, so parse before changing any. Any other exception is a bug in the
 * strategy: the node stops and reports which plugin threw, and in which callback.
 */
@ExtensionPoint
public interface RelayStrategy {

  /**
   * The application of this node published a message. Call {@link RelayContext#deliver} exactly
   * once for it: now, or later, when the node may reveal to others that it has the message.
   */
  void onPublish(GossipMessage message);

  /**
   * The first accepted copy of a message arrived. Call {@link RelayContext#deliver} exactly once
   * for it, now or later. After an {@link InvalidProtocolBufferException} the message counts as not
   * seen, so that a copy with a valid header is still accepted.
   */
  void onMessage(GossipMessage message, Arrival arrival) throws InvalidProtocolBufferException;

  /**
   * Whether this node may let a peer learn that it has a message: by an announcement, an answer to
   * a request, or anything else that a strategy around this one sends. A strategy that hides the
   * origin answers true only when the peer could know anyway. A wrapping strategy asks the strategy
   * that it wraps.
   *
   * @param to a peer that is up
   * @param id of a message that this node may or may not have
   */
  boolean mayReveal(PeerId to, MessageId id);

  /**
   * A further copy of a message arrived, and the message is still stored.
   *
   * @param message the stored message
   * @param arrival of the further copy
   */
  default void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {}

  /** A control frame arrived that this strategy's counterpart at a peer sent. */
  default void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {}

  /**
   * A control frame arrived for a strategy that fills a slot of this one. A wrapping strategy
   * passes it on with {@link ForwardingRelayContext#forwardControl}.
   *
   * @param slot a slot that this strategy's plugin declares, or the path of an inner slot
   */
  default void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    throw new InvalidProtocolBufferException("no wrapped strategy fills the slot " + slot);
  }

  /**
   * Whether this strategy also gets the control frames of peers whose {@link RelayContext#standing}
   * is not GOOD. A strategy that announces messages and sends them on request should: a peer that
   * gets no answer takes that for a broken promise. It then asks for the standing itself, and
   * believes no announcement of such a peer. If not, their control frames are dropped.
   */
  default boolean hearsDoubtedPeers() {
    return false;
  }

  /**
   * There is room again in the queue of a peer, after a frame to it was dropped for lack of room;
   * see {@link RelayContext#roomBytes}.
   */
  default void onRoom(Peer peer) {}

  /** A peer came up. Also called, after creation, for peers that are already up. */
  default void onPeerUp(Peer peer) {}

  /**
   * A peer went down and is no longer among {@link RelayContext#peers}. Messages that it sent
   * before are processed first, so this call may come a little after the link was lost; frames sent
   * to the peer in between are dropped.
   */
  default void onPeerDown(Peer peer) {}

  /**
   * Creates the strategy of a node. A configuration holds factories; each node has its own objects.
   */
  @FunctionalInterface
  interface Factory {

    /**
     * Called once per node, before any other method. May call {@link RelayContext#schedule}, but
     * not send, deliver or report: there are no peers yet.
     */
    RelayStrategy create(RelayContext context);
  }
}
