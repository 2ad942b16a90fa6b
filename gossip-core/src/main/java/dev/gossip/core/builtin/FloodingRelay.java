package dev.gossip.core.builtin;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Flooding: sends the first copy of a message to all peers at once, except the one it came from.
 * The fastest relay and the most redundant one: without loss, exactly 2E - (N - 1) transmissions
 * over E links among N nodes.
 */
final class FloodingRelay implements RelayStrategy {
  private final RelayContext context;

  FloodingRelay(RelayContext context) {
    this.context = context;
  }

  @Override
  public void onPublish(GossipMessage message) {
    context.deliver(message);
    sendToAllExcept(null, message);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival) {
    context.deliver(message);
    sendToAllExcept(arrival.from().id(), message);
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return context.delivered(id);
  }

  private void sendToAllExcept(@Nullable PeerId sender, GossipMessage message) {
    List<Peer> peers = context.peers();
    // By index: an iterator would be an object for each message.
    for (int i = 0; i < peers.size(); i++) {
      PeerId peer = peers.get(i).id();
      if (!peer.equals(sender)) {
        context.send(peer, message, ByteString.EMPTY);
      }
    }
  }
}
