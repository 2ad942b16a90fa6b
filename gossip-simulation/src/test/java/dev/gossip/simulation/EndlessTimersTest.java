package dev.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Module;
import dev.gossip.api.NodeContext;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.DiscoveryContext;
import dev.gossip.api.discovery.PeerDiscovery;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.api.plugin.PluginSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** Timers that are due again at the instant at which they run. */
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class EndlessTimersTest {
  private int left;

  private record Plugin(PeerDiscovery.Factory factory) implements GossipPlugin {
    @Override
    public String id() {
      return "discovery.busy";
    }

    @Override
    public String summary() {
      return "for a test";
    }

    @Override
    public Module module(PluginSettings settings) {
      return binder -> binder.bind(PeerDiscovery.Factory.class).toInstance(factory);
    }
  }

  private static void run(PeerDiscovery.Factory discovery) {
    SimulatedNetwork network =
        Simulation.seeded(1)
            .with(new Plugin(discovery))
            .set("gossip.membership.use", "configured")
            .start();
    network.runFor(Duration.ofSeconds(1));
  }

  /** Schedules as often as {@link #left} says. */
  private void spin(NodeContext context) {
    if (left-- > 0) {
      var unused = context.schedule(Duration.ZERO, "spin", () -> spin(context));
    }
  }

  private static void look(DiscoveryContext context) {
    context.resolve(new PeerAddress("192.0.2.1", 5000), found -> look(context));
  }

  @Test
  void endlessTimersWithoutADelayFailTheRunAndAreNamed() {
    left = Integer.MAX_VALUE;

    assertThatThrownBy(() -> run(context -> () -> spin(context)))
        .isInstanceOfSatisfying(
            RunFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(RunFailure.Kind.NODE_STOPPED))
        .hasMessageContaining(
            "timer 'spin' of discovery.busy is always due: timers without a delay ran 100000 times"
                + " in a row at one instant of virtual time; schedule with a delay");
  }

  @Test
  void endlessResultsWithoutADelayFailTheRunAndAreNamed() {
    assertThatThrownBy(() -> run(context -> () -> look(context)))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("timer 'resolve' of discovery.busy is always due");
  }

  @Test
  void manyTimersWithoutADelayAreNoFailure() {
    left = 50_000;
    run(context -> () -> spin(context));

    assertThat(left).isLessThanOrEqualTo(0);
  }
}
