package dev.gossip.simulation.validation;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import org.jspecify.annotations.Nullable;

/**
 * In every round each node calls one peer, and both send each other the newest message that they
 * had at the start of the round. The call contains the id of the caller's message, so that the peer
 * does not send the same message back.
 */
final class PushPullRelay implements RelayStrategy {
  private final RelayContext context;
  private @Nullable GossipMessage newest;
  private @Nullable GossipMessage atStart;

  PushPullRelay(RelayContext context) {
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
    atStart = newest;
    if (context.peers().isEmpty()) {
      return;
    }
    Peer called = SynchronousRounds.randomPeer(context);
    if (atStart != null) {
      context.send(called.id(), atStart, ByteString.EMPTY);
    }
    context.sendControl(called.id(), atStart == null ? ByteString.EMPTY : atStart.id().bytes());
  }

  @Override
  public void onControl(Peer from, ByteString known) {
    if (atStart != null && !atStart.id().bytes().equals(known)) {
      context.send(from.id(), atStart, ByteString.EMPTY);
    }
  }
}
