package dev.gossip.testkit.world;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.testkit.WorldTest;

/** A node that attacks the frames of its links, in the worlds that need no Docker engine. */
class AttackedWorldTest {
  static WorldPlan nodeFiveFloods(WorldPlan plan) {
    return plan.attack(node -> node == 5, AttackKind.GARBAGE_FLOODER);
  }

  @WorldTest(plan = "nodeFiveFloods")
  void attackOfOneNodeIsNoticedAndStopsNoMessage(World world) {
    world.await(
        () -> "garbage to arrive",
        () -> world.metrics().getOrDefault("dropped.malformed-frame", 0L) > 20);
    MessageId id = world.publish(0, "hello");
    world.awaitEverywhere(id);

    assertThat(world).message(id).reachedEveryone();
    assertThat(world.isHostile(5)).isTrue();
  }

  static WorldPlan nodeFiveForges(WorldPlan plan) {
    return plan.attack(node -> node == 5, AttackKind.FORGER);
  }

  @WorldTest(topology = "complete", plan = "nodeFiveForges")
  void honestNodesRecoverFromAPartitionAndACrashDespiteAnAttacker(World world) {
    world.partition(node -> node < 3);
    world.crash(1);
    MessageId during = world.publish(0, "for one half");
    world.await(() -> "node 2 to get it", () -> world.message(during).reached(2));
    assertThat(world).message(during).didNotReach(3, 4);

    world.endFaults();
    world.awaitEverywhere(world.publish(1, "for all"));
  }
}
