package dev.gossip.testkit.world;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;

/** Relay strategies with unusual behaviour, for tests of worlds. */
final class TestRelays {
  private TestRelays() {}

  /** Wraps a strategy in a plugin. */
  static GossipPlugin plugin(String id, RelayStrategy.Factory factory) {
    return new GossipPlugin() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public String summary() {
        return "for tests";
      }

      @Override
      public Module module(PluginSettings settings) {
        return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(factory);
      }
    };
  }

  /** Floods. */
  static RelayStrategy flooding(RelayContext context) {
    return new Flooding(context);
  }

  /** Floods, but sends everything twice in real time, where the clock does not start near zero. */
  static GossipPlugin twiceInRealTime() {
    long thresholdNanos = Duration.ofSeconds(30).toNanos();
    return plugin(
        "relay.twice-in-real-time",
        context ->
            new Flooding(context) {
              @Override
              void send(Peer to, GossipMessage message) {
                super.send(to, message);
                if (context.nowNanos() > thresholdNanos) {
                  super.send(to, message);
                }
              }
            });
  }

  /** Floods, but relays each message only after a delay, with a timer. */
  static GossipPlugin slow() {
    return plugin(
        "relay.slow",
        context ->
            new Flooding(context) {
              @Override
              void send(Peer to, GossipMessage message) {
                context.schedule(Duration.ofMillis(300), "slow", () -> super.send(to, message));
              }
            });
  }

  /** Floods, but blocks its node's thread before it relays a message. */
  static GossipPlugin blocking() {
    return plugin(
        "relay.ponderous",
        context ->
            new Flooding(context) {
              @Override
              void send(Peer to, GossipMessage message) {
                long began = System.nanoTime();
                while (System.nanoTime() - began < 30_000_000) {
                  Thread.onSpinWait();
                }
                super.send(to, message);
              }
            });
  }

  /** Floods, but fails on a message with a certain text. */
  static GossipPlugin fragile() {
    return plugin(
        "relay.fragile",
        context ->
            new Flooding(context) {
              @Override
              public void onMessage(GossipMessage message, Arrival arrival) {
                if (message.payload().toStringUtf8().equals("boo")) {
                  throw new IllegalStateException("frightened");
                }
                super.onMessage(message, arrival);
              }
            });
  }

  private static class Flooding implements RelayStrategy {
    private final RelayContext context;

    Flooding(RelayContext context) {
      this.context = context;
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    void send(Peer to, GossipMessage message) {
      context.send(to.id(), message, ByteString.EMPTY);
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      context.peers().forEach(peer -> send(peer, message));
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      context.deliver(message);
      context.peers().stream()
          .filter(peer -> !peer.id().equals(arrival.from().id()))
          .forEach(peer -> send(peer, message));
    }
  }
}
