package org.example;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

final class PatientRelay implements RelayStrategy {
  /** If this many messages are waiting, others are relayed immediately, to bound the memory. */
  private static final int MAX_WAITING = 1_000;

  private final RelayContext context;
  private final long maxDelayNanos;
  private final Map<MessageId, Set<PeerId>> holders = new HashMap<>();

  PatientRelay(RelayContext context, Duration maxDelay) {
    this.context = context;
    this.maxDelayNanos = maxDelay.toNanos();
  }

  @Override
  public void onPublish(GossipMessage message) {
    context.deliver(message);
    passOn(message, Set.of());
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival) {
    context.deliver(message);
    if (holders.size() == MAX_WAITING) {
      passOn(message, Set.of(arrival.from().id()));
      return;
    }
    Set<PeerId> known = new HashSet<>();
    known.add(arrival.from().id());
    holders.put(message.id(), known);
    Duration delay = Duration.ofNanos(context.random().nextLong(maxDelayNanos + 1));
    context.schedule(
        delay, "pass on", () -> passOn(message, holders.remove(message.id())));
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival) {
    Set<PeerId> known = holders.get(message.id());
    if (known != null) {
      known.add(arrival.from().id());
    }
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return context.delivered(id);
  }

  private void passOn(GossipMessage message, Set<PeerId> known) {
    for (Peer peer : context.peers()) {
      if (!known.contains(peer.id())) {
        context.send(peer.id(), message, ByteString.EMPTY);
      }
    }
  }
}
