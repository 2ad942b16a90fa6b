package dev.gossip.simulation.spy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.ForwardingRelayContext;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The relay of a spy that listens and passes nothing on. It answers control frames as the honest
 * strategy does, since peers would otherwise notice or retransmit. It never sends a message, and
 * never a control frame except while it processes a frame of that peer.
 */
public final class SilentRelay implements RelayStrategy {
  private final RelayStrategy strategy;
  private @Nullable PeerId currentPeer;

  /**
   * Creates the relay of one identity.
   *
   * @param honest makes the relay that decides on the answers
   */
  public SilentRelay(RelayContext context, RelayStrategy.Factory honest) {
    this.strategy = honest.create(new Silenced(context));
  }

  private final class Silenced extends ForwardingRelayContext {
    private final RelayContext context;

    Silenced(RelayContext context) {
      super(context, "");
      this.context = context;
    }

    @Override
    public void send(PeerId to, GossipMessage message, ByteString header) {
      // It passes nothing on.
    }

    @Override
    public TimerHandle schedule(Duration delay, String label, Runnable action) {
      // A timer could only lead to frames that no peer has asked for.
      return () -> {};
    }

    @Override
    public int maxControlBytes(PeerId to) {
      return context.maxControlBytes(to);
    }

    @Override
    public int maxControlBytes(PeerId to, String slot) {
      return context.maxControlBytes(to, slot);
    }

    @Override
    public void sendControl(PeerId to, ByteString body) {
      if (to.equals(currentPeer)) {
        context.sendControl(to, body);
      }
    }

    @Override
    public void sendControl(PeerId to, String slot, ByteString body) {
      if (to.equals(currentPeer)) {
        context.sendControl(to, slot, body);
      }
    }
  }

  @FunctionalInterface
  private interface Callback {
    void run() throws InvalidProtocolBufferException;
  }

  private void answering(Peer from, Callback callback) throws InvalidProtocolBufferException {
    currentPeer = from.id();
    try {
      callback.run();
    } finally {
      currentPeer = null;
    }
  }

  @Override
  public void onPublish(GossipMessage message) {
    strategy.onPublish(message);
  }

  @Override
  public void onMessage(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    answering(arrival.from(), () -> strategy.onMessage(message, arrival));
  }

  @Override
  public void onDuplicate(GossipMessage message, Arrival arrival)
      throws InvalidProtocolBufferException {
    answering(arrival.from(), () -> strategy.onDuplicate(message, arrival));
  }

  @Override
  public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
    answering(from, () -> strategy.onControl(from, body));
  }

  @Override
  public void onControl(Peer from, String slot, ByteString body)
      throws InvalidProtocolBufferException {
    answering(from, () -> strategy.onControl(from, slot, body));
  }

  @Override
  public boolean hearsDoubtedPeers() {
    return strategy.hearsDoubtedPeers();
  }

  @Override
  public boolean mayReveal(PeerId to, MessageId id) {
    return strategy.mayReveal(to, id);
  }

  @Override
  public void onRoom(Peer peer) {
    strategy.onRoom(peer);
  }

  @Override
  public void onPeerUp(Peer peer) {
    strategy.onPeerUp(peer);
  }

  @Override
  public void onPeerDown(Peer peer) {
    strategy.onPeerDown(peer);
  }
}
