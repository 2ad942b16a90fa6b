package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Networks that are split in two for a while. Flooding shows a message to every peer at once. With
 * diffusion a message that was not announced to a peer is hidden from it for two minutes; then it
 * takes until the next comparison, 37.5 s at most, and the delays of the relay at the other side.
 */
class PartitionTest {
  private static final int SEEDS = Integer.getInteger("gossip.seeds.scale", 1);
  private static final int NODES = 25;
  private static final int DEGREE = 8;

  @ParameterizedTest(name = "{0}, cut of {1} s, a message every {2} ms")
  @CsvSource({
    "flooding, 60, 200, 5",
    "flooding, 10, 20, 5",
    "flooding, 14, 20, 5",
    "diffusion, 60, 200, 200",
    "diffusion, 14, 20, 200",
    "dandelion, 14, 20, 200",
  })
  void bothSidesGetEverythingSoonAfterTheyAreLinkedAgain(
      String relay, int cutSeconds, int intervalMillis, int limitSeconds) {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      SimulatedNetwork network = start(simulation(seed, relay));
      Split split = new Split(network, new SplittableRandom(seed));
      split.run(Duration.ofSeconds(cutSeconds), Duration.ofMillis(intervalMillis));
      long missing = split.incomplete(network.nodes());
      Duration taken =
          split.untilComplete(
              network.nodes(),
              Duration.ofMillis(20L * limitSeconds),
              Duration.ofSeconds(limitSeconds));
      System.out.printf(
          "%s, cut of %d s: %d messages, %d of them incomplete; %d ms%n",
          relay, cutSeconds, split.published(), missing, taken.toMillis());

      assertThat(split.incomplete(network.nodes())).as("seed %d", seed).isZero();
    }
  }

  private static Simulation simulation(long seed, String relay) {
    return Simulation.seeded(seed).relay("repair").set("gossip.relay.repair.inner", relay);
  }

  private static SimulatedNetwork start(Simulation simulation) {
    SimulatedNetwork network =
        simulation.nodes(NODES).topology(Topologies.randomRegular(DEGREE)).start();
    network.awaitLinks(Duration.ofSeconds(30));
    return network;
  }

  private static SimulatedNetwork halfRepaired(long seed) {
    return start(
        simulation(seed, "flooding")
            .variant(index -> index % 2 == 1, node -> node.set("gossip.relay.use", "flooding")));
  }

  @Test
  void floodingReachesEveryNodeIfEverySecondOneHasNoRepair() {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      SimulatedNetwork network = halfRepaired(seed);
      for (SimulatedNode node : network.nodes()) {
        node.publish("from " + node);
      }
      network.runFor(Duration.ofMinutes(1));

      assertThat(network.report().coverage()).as("seed %d", seed).isEqualTo(1);
      assertThat(network.linksNotUp()).as("seed %d", seed).isZero();
      assertThat(network.report().drops()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void nodesWithRepairGetEverythingThatOneOfThemHas() {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      SimulatedNetwork network = halfRepaired(seed);
      Split split = new Split(network, new SplittableRandom(seed));
      split.run(Duration.ofSeconds(14), Duration.ofMillis(100));
      List<SimulatedNode> repaired =
          network.nodes().stream().filter(node -> node.index() % 2 == 0).toList();
      network.awaitLinks(Duration.ofSeconds(30));
      split.untilComplete(repaired, Duration.ofMillis(500), Duration.ofMinutes(1));

      // A node without repair whose links all cross the cut keeps what it published meanwhile.
      assertThat(split.unevenlyKnown(repaired)).as("seed %d", seed).isZero();
    }
  }
}
