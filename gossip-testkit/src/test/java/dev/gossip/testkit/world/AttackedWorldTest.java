package dev.gossip.testkit.world;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.attack.HostileTransport;
import dev.gossip.testkit.WorldTest;

/** A node that attacks the frames of its links, in the worlds that need no Docker engine. */
class AttackedWorldTest {
  static WorldPlan nodeFiveFloods(WorldPlan plan) {
    return plan.set("gossip.transport.udp.security", "noise")
        .hostile(
            node -> node == 5,
            hostile ->
                hostile
                    .with(new HostileTransport())
                    .set("gossip.transport.hostile.attack", "garbage-flooder"));
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
}
