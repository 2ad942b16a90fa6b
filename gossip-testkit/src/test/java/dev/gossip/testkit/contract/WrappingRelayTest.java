package dev.gossip.testkit.contract;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.util.Optional;

/** Checks the rules with a strategy that forwards all calls to one that it wraps in a slot. */
class WrappingRelayTest extends RelayStrategyContract {
  private static final String SLOT = "relay.inner";

  @Override
  protected RelayStrategy.Factory factory() {
    return context -> new Wrapping(context, AnnouncingRelay::new);
  }

  @Override
  protected Optional<RelayStrategy.Factory> wrapping(RelayStrategy.Factory inner) {
    return Optional.of(context -> new Wrapping(context, inner));
  }

  @Override
  protected RelayTraits traits() {
    return RelayTraits.builder().repairsPartitions().toleratedLoss(0.2).slot(SLOT).build();
  }

  private static final class Wrapping implements RelayStrategy {
    private final ForwardingRelayContext context;
    private final RelayStrategy inner;

    Wrapping(RelayContext outer, RelayStrategy.Factory factory) {
      context = new ForwardingRelayContext(outer, SLOT) {};
      inner = factory.create(context);
    }

    @Override
    public void onPublish(GossipMessage message) {
      inner.onPublish(message);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      inner.onMessage(message, arrival);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return inner.mayReveal(to, id);
    }

    @Override
    public void onRoom(Peer peer) {
      inner.onRoom(peer);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      inner.onDuplicate(message, arrival);
    }

    @Override
    public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
      throw new InvalidProtocolBufferException("this strategy sends no control frames of its own");
    }

    @Override
    public void onControl(Peer from, String slot, ByteString body)
        throws InvalidProtocolBufferException {
      context.forwardControl(inner, from, slot, body);
    }

    @Override
    public void onPeerUp(Peer peer) {
      inner.onPeerUp(peer);
    }

    @Override
    public void onPeerDown(Peer peer) {
      inner.onPeerDown(peer);
    }
  }
}
