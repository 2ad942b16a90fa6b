package dev.gossip.testkit.world;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.testkit.WorldTest;
import java.util.List;
import java.util.stream.IntStream;

/** A node that attacks the frames of its links, in the worlds that need no Docker engine. */
class AttackedWorldTest {
  static NetworkPlan nodeFiveFloods(NetworkPlan.Builder plan) {
    return plan.attack(List.of(5), AttackKind.GARBAGE_FLOODER).build();
  }

  @WorldTest(plan = "nodeFiveFloods")
  void attackOfOneNodeIsNoticedAndStopsNoMessage(World world) {
    awaitGarbage(world);
    MessageId id = world.publish(0, "hello");
    world.awaitEverywhere(id);

    assertThat(world).message(id).reachedEveryone();
    assertThat(world.isHostile(5)).isTrue();
  }

  @WorldTest(nodes = 10, topology = "complete", plan = "attack=0.1:garbage-flooder")
  void shareOfTheNodesAttacksInEveryWorld(World world) {
    awaitGarbage(world);

    assertThat(IntStream.range(0, world.nodes()).filter(world::isHostile)).hasSize(1);
    assertThat(world.describe()).contains("garbage-flooder");
  }

  private static void awaitGarbage(World world) {
    world.await(
        () -> "garbage to arrive",
        () -> world.metrics().getOrDefault("dropped.malformed-frame", 0L) > 20);
  }

  static NetworkPlan nodeFiveForges(NetworkPlan.Builder plan) {
    return plan.attack(List.of(5), AttackKind.FORGER).build();
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
