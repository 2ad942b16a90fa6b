package ${package};

import dev.gossip.api.GossipMessage;
import dev.gossip.api.Peer;
import dev.gossip.api.relay.OpenRelay;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.List;

/** Sends each message to every peer except the one that it came from, after a random delay. */
record MyRelay(RelayContext context, Duration maxDelay) implements OpenRelay {
  @Override
  public void relay(GossipMessage message, List<Peer> others) {
    Duration delay = Duration.ofNanos(context.random().nextLong(maxDelay.toNanos()));
    context.schedule(delay, "relay", () -> others.forEach(peer -> send(peer, message)));
  }
}
