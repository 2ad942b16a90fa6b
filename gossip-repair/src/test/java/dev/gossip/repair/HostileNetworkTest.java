package dev.gossip.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Networks that lose datagrams, and in which every fifth node abuses repair. */
class HostileNetworkTest {
  private static final int SEEDS = Integer.getInteger("gossip.seeds.scale", 1);

  /** Three comparisons at intervals of at most 37.5 s each. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @ParameterizedTest
  @EnumSource
  void honestNodesGetEverythingDespiteHostileOnes(HostileRepair.Claim claim) {
    for (int i = 0; i < SEEDS; i++) {
      long seed = RandomSeeds.draw(i);
      SimulatedNetwork network =
          Simulation.seeded(seed)
              .nodes(25)
              .topology(Topologies.randomRegular(8))
              .relay("repair")
              .hostile(index -> index % 5 == 0, node -> node.with(new HostileRepair(claim)))
              .loss(0.4)
              .start();
      network.runFor(Duration.ofSeconds(10));
      List<MessageId> ids = new ArrayList<>();
      for (int message = 0; message < 100; message++) {
        ids.add(network.node(1 + message % 4).publish("message " + message));
        network.runFor(Duration.ofMillis(100));
      }
      long missingAtFirst = ids.stream().filter(id -> network.coverage(id) < 1).count();
      network.runFor(LIMIT);
      System.out.printf(
          "%s: %d of %d incomplete at first; %s; drops %s%n",
          claim,
          missingAtFirst,
          ids.size(),
          network.report().bytesByKind(),
          network.report().drops());

      assertThat(ids.stream().filter(id -> network.coverage(id) < 1)).as("seed %d", seed).isEmpty();
      assertThat(network.record().forged()).as("seed %d", seed).isZero();
    }
  }
}
