package dev.gossip.discovery.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.ConnectedComponents;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.testkit.GossipTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;

/** The halves of a network that was cut in two find each other when they can. */
@Timeout(1_800)
class HealingTest {
  private static final int NODES = 100;
  private static final Duration GROWTH = Duration.ofSeconds(60);
  private static final Duration CUT = Duration.ofMinutes(10);
  private static final Duration HEALING = Duration.ofSeconds(60);

  @GossipTest(nodes = NODES)
  void halvesFindEachOtherAfterALongCut(Simulation simulation) {
    cutAndHeal(simulation);
  }

  @GossipTest(nodes = NODES)
  void halvesWithPublicAddressesFindEachOtherAfterALongCut(Simulation simulation) {
    cutAndHeal(GrownNetwork.withPublicAddresses(simulation));
  }

  private static void cutAndHeal(Simulation simulation) {
    GrownNetwork grown = GrownNetwork.start(simulation);
    grown.converge(GROWTH);
    List<Integer> half = IntStream.range(0, NODES / 2).boxed().toList();

    Fault cut = grown.network().faults().partition(half);
    grown.network().runFor(CUT);
    assertThat(components(grown).count()).as("parts while cut: %s", grown).isEqualTo(2);
    cut.remove();

    Duration healed = grown.network().now();
    Duration limit = healed.plus(HEALING);
    while (components(grown).count() > 1 && grown.network().now().compareTo(limit) < 0) {
      grown.network().runFor(Duration.ofSeconds(1));
    }
    assertThat(components(grown).count()).as("parts after healing: %s", grown).isEqualTo(1);
  }

  private static ConnectedComponents components(GrownNetwork grown) {
    return ConnectedComponents.of(NODES, grown.network().edges(), node -> true);
  }
}
