package dev.gossip.simulation.validation;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import org.jspecify.annotations.Nullable;

/** In every round each node sends its newest message to one peer. */
final class PushRelay implements RelayStrategy {
  private final RelayContext context;
  private @Nullable GossipMessage newest;

  PushRelay(RelayContext context) {
    this.context = context;
    SynchronousRounds.run(context, this::round);
  }

  @Override
  public void onPublish(GossipMessage message) {
    learn(message);
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return context.delivered(id);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival) {
    learn(message);
  }

  private void learn(GossipMessage message) {
    newest = message;
    context.deliver(message);
  }

  private void round() {
    if (newest != null && !context.peers().isEmpty()) {
      context.send(SynchronousRounds.randomPeer(context).id(), newest, ByteString.EMPTY);
    }
  }
}
