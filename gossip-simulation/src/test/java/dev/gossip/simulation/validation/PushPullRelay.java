package dev.gossip.simulation.validation;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import org.jspecify.annotations.Nullable;

/**
 * In every round each node calls one neighbour, and each tells the other the newest message that it
 * had when the round began. The call names what the caller has, so that it is not told that again.
 */
final class PushPullRelay implements RelayStrategy {
  private final RelayContext context;
  private @Nullable GossipMessage newest;
  private @Nullable GossipMessage atStart;

  PushPullRelay(RelayContext context) {
    this.context = context;
    Rounds.run(context, this::round);
  }

  @Override
  public void onPublish(GossipMessage message) {
    learn(message);
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
    Peer called = Rounds.draw(context);
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
