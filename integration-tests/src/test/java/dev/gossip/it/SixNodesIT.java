package dev.gossip.it;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static dev.gossip.testkit.world.WorldKind.CONTAINERS;
import static dev.gossip.testkit.world.WorldKind.LOOPBACK;
import static dev.gossip.testkit.world.WorldKind.SIMULATION;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.gossip.api.MessageId;
import dev.gossip.testkit.WorldTest;
import dev.gossip.testkit.container.RequiresDocker;
import dev.gossip.testkit.world.World;
import org.junit.jupiter.api.Timeout;

/** The six-node network in every kind of world. */
@RequiresDocker
@Timeout(value = 300, threadMode = SEPARATE_THREAD)
class SixNodesIT {

  @WorldTest(in = {SIMULATION, LOOPBACK, CONTAINERS})
  void everyMessageReachesEveryNode(World world) {
    for (int node = 0; node < world.nodes(); node++) {
      MessageId id = world.publish(node, "hello from " + node);
      world.awaitEverywhere(id);
      assertThat(world).message(id).reachedEveryone();
    }
    world.awaitQuiet();
  }
}
