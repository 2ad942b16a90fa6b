package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Module;
import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import dev.gossip.api.relay.Arrival;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.relay.RelayStrategy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a network with a slow relay counts as quiet. */
class QuietTest {
  /** Floods with a delay of a second, and always has a timer. */
  private record SlowRelay(RelayContext context) implements RelayStrategy {
    private static RelayStrategy create(RelayContext context) {
      tick(context);
      return new SlowRelay(context);
    }

    private static void tick(RelayContext context) {
      context.schedule(Duration.ofMinutes(10), "epoch", () -> tick(context));
    }

    @Override
    public void onPublish(GossipMessage message) {
      context.deliver(message);
      context.schedule(Duration.ofSeconds(1), "late", () -> sendToAll(message));
    }

    @Override
    public boolean mayReveal(PeerId to, MessageId id) {
      return context.delivered(id);
    }

    @Override
    public void onMessage(GossipMessage message, Arrival arrival) {
      onPublish(message);
    }

    private void sendToAll(GossipMessage message) {
      context.peers().forEach(peer -> context.send(peer.id(), message, ByteString.EMPTY));
    }
  }

  private static final class SlowPlugin implements GossipPlugin {
    @Override
    public String id() {
      return "relay.slow";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(RelayStrategy.Factory.class).toInstance(SlowRelay::create);
    }
  }

  @Test
  void runUntilQuietWaitsForMessagesButNotForEndlessTimers() {
    SimulatedNetwork network = Simulation.seeded(1).with(new SlowPlugin()).start();
    network.awaitLinks(Duration.ofSeconds(10));
    assertThat(network.runUntilQuiet(Duration.ofMinutes(5))).isTrue();
    network.runFor(Duration.ofMinutes(5));
    MessageId id = network.node(0).publish("x");

    assertThat(network.runUntilQuiet(Duration.ofMinutes(5))).isTrue();
    assertThat(network.coverage(id)).isEqualTo(1);
  }
}
