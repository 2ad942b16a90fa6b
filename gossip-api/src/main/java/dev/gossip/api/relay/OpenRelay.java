package dev.gossip.api.relay;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import java.util.ArrayList;
import java.util.List;

/**
 * A relay that hides nothing: it delivers each message when it comes, and decides only which of the
 * other peers get it, and when. Suits a record:
 *
 * <pre>{@code
 * record LateRelay(RelayContext context, Duration delay) implements OpenRelay {
 *   @Override
 *   public void relay(GossipMessage message, List<Peer> others) {
 *     context.schedule(delay, "relay", () -> others.forEach(peer -> send(peer, message)));
 *   }
 * }
 * }</pre>
 *
 * <p>The other callbacks of {@link RelayStrategy} do nothing, and may be overridden: {@link
 * #onDuplicate} says which peers have a message already.
 */
public interface OpenRelay extends RelayStrategy {

  /** The context that the factory got. */
  RelayContext context();

  /**
   * Sends a message to peers, now or later, with {@link #send}. Called once for each message, own
   * ones included, on the node's thread.
   *
   * @param message has been delivered at this node
   * @param others the peers that are up, without the one that the message came from, sorted by id;
   *     a new list, which may be changed and kept
   */
  void relay(GossipMessage message, List<Peer> others);

  /**
   * Sends a message to a peer without a header, best effort. Does nothing if the peer is not up any
   * more, so it may be called in a timer. See {@link RelayContext#send}.
   */
  default void send(Peer to, GossipMessage message) {
    // By id: a link that has come up again may have another direction.
    if (context().peers().stream().anyMatch(peer -> peer.id().equals(to.id()))) {
      context().send(to.id(), message, ByteString.EMPTY);
    }
  }

  @Override
  default void onPublish(GossipMessage message) {
    context().deliver(message);
    relay(message, new ArrayList<>(context().peers()));
  }

  @Override
  default void onMessage(GossipMessage message, Arrival arrival) {
    context().deliver(message);
    PeerId sender = arrival.from().id();
    List<Peer> others = new ArrayList<>(context().peers());
    others.removeIf(peer -> peer.id().equals(sender));
    relay(message, others);
  }

  /** True once the message has been delivered. */
  @Override
  default boolean mayReveal(PeerId to, MessageId id) {
    return context().delivered(id);
  }
}
