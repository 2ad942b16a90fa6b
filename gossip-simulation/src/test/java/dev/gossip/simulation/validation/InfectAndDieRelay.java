package dev.gossip.simulation.validation;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Every node sends a message once, to a number of distinct random peers. */
final class InfectAndDieRelay implements RelayStrategy {
  private final RelayContext context;
  private final int fanOut;

  InfectAndDieRelay(RelayContext context, int fanOut) {
    this.context = context;
    this.fanOut = fanOut;
  }

  @Override
  public void onPublish(GossipMessage message) {
    deliverAndSend(message);
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return context.delivered(id);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival) {
    deliverAndSend(message);
  }

  private void deliverAndSend(GossipMessage message) {
    context.deliver(message);
    List<Peer> peers = context.peers();
    for (int index : sample(peers.size(), Math.min(fanOut, peers.size()), context.random())) {
      context.send(peers.get(index).id(), message, ByteString.EMPTY);
    }
  }

  /** Distinct indices below a bound; every set is equally likely (Floyd's algorithm). */
  private static Set<Integer> sample(int bound, int count, RandomGenerator random) {
    Set<Integer> sample = new TreeSet<>();
    for (int last = bound - count; last < bound; last++) {
      if (!sample.add(random.nextInt(last + 1))) {
        sample.add(last);
      }
    }
    return sample;
  }
}
