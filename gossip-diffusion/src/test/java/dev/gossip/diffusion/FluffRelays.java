package dev.gossip.diffusion;

import com.google.inject.Guice;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.core.builtin.FloodingPlugin;
import org.jspecify.annotations.Nullable;

/** Relays for Dandelion++ to wrap; none of them is aware of it. */
final class FluffRelays {
  private FluffRelays() {}

  static RelayStrategy.Factory flooding() {
    FloodingPlugin plugin = new FloodingPlugin();
    return Guice.createInjector(plugin.module(PluginSettings.defaultsOf(plugin)))
        .getInstance(RelayStrategy.Factory.class);
  }

  /** Uses low bounds, so that R6 exercises them, and batches for its 10,000 messages. */
  static RelayStrategy.Factory diffusion() {
    DiffusionSettings settings =
        TestSettings.diffusion(
            "profile", "lan", "batch", "1000", "known-per-peer", "250", "catch-up", "200");
    return context -> new DiffusionRelay(context, settings);
  }

  /** Floods with the number of hops as the header, and acknowledges each copy. */
  static RelayStrategy.Factory hopCounting() {
    return HopCounting::new;
  }

  private record HopCounting(RelayContext context) implements RelayStrategy {
    private static final ByteString ACKNOWLEDGEMENT = ByteString.copyFromUtf8("thanks");

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      sendToAllExcept(null, message, 1);
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      int hops = hops(arrival.header());
      context.deliver(message);
      context.sendControl(arrival.from().id(), ACKNOWLEDGEMENT);
      sendToAllExcept(arrival.from().id(), message, hops + 1);
    }

    @Override
    public void onDuplicate(GossipMessage message, Arrival arrival)
        throws InvalidProtocolBufferException {
      hops(arrival.header());
      context.sendControl(arrival.from().id(), ACKNOWLEDGEMENT);
    }

    @Override
    public void onControl(Peer from, ByteString body) throws InvalidProtocolBufferException {
      if (!body.equals(ACKNOWLEDGEMENT)) {
        throw new InvalidProtocolBufferException("not an acknowledgement");
      }
    }

    private void sendToAllExcept(@Nullable PeerId excluded, GossipMessage message, int hops) {
      ByteString header = ByteString.copyFrom(new byte[] {(byte) Math.min(hops, Byte.MAX_VALUE)});
      for (Peer peer : context.peers()) {
        if (!peer.id().equals(excluded)) {
          context.send(peer.id(), message, header);
        }
      }
    }

    private static int hops(ByteString header) throws InvalidProtocolBufferException {
      if (header.isEmpty()) {
        return 0;
      }
      if (header.size() != 1 || header.byteAt(0) < 1) {
        throw new InvalidProtocolBufferException("not a number of hops");
      }
      return header.byteAt(0);
    }
  }
}
