package ${package};

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;

/** Sends each message to every peer except the one that it came from. */
final class MyRelay implements RelayStrategy {
  private final RelayContext context;

  MyRelay(RelayContext context) {
    this.context = context;
  }

  @Override
  public void onPublish(GossipMessage message) {
    context.deliver(message);
    for (Peer peer : context.peers()) {
      context.send(peer.id(), message, ByteString.EMPTY);
    }
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival) {
    context.deliver(message);
    for (Peer peer : context.peers()) {
      if (!peer.id().equals(arrival.from().id())) {
        context.send(peer.id(), message, ByteString.EMPTY);
      }
    }
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return context.delivered(id);
  }
}
