package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static dev.gossip.testkit.world.WorldKind.CONTAINERS;
import static dev.gossip.testkit.world.WorldKind.LOOPBACK;
import static dev.gossip.testkit.world.WorldKind.SIMULATION;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.testkit.WorldTest;
import dev.gossip.testkit.world.World;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** A partition, a crash and a hostile node in every kind of world. */
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class ChaosIT {
  static NetworkPlan nodeFiveForges(NetworkPlan.Builder plan) {
    return plan.attack(List.of(5), AttackKind.FORGER).build();
  }

  @WorldTest(
      in = {SIMULATION, LOOPBACK, CONTAINERS},
      topology = "complete",
      plan = "nodeFiveForges")
  void networkRecoversFromChaos(World world) {
    world.partition(node -> node < 3);
    world.crash(1);
    MessageId during = world.publish(0, "for one half");
    world.await(() -> "node 2 to get it", () -> world.message(during).reached(2));
    assertThat(world).message(during).didNotReach(3, 4);

    world.endFaults();
    MessageId after = world.publish(1, "for all");
    world.awaitEverywhere(after);
    assertThat(world.forged()).isZero();
  }
}
