package dev.gossip.testkit.world;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static dev.gossip.testkit.GossipAssertions.assertThatThrownBy;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.gossip.api.MessageId;
import dev.gossip.testkit.WorldTest;
import org.junit.jupiter.api.Timeout;

/** The six-node network in the worlds that need no Docker engine. */
@Timeout(60)
class SixNodesTest {

  @WorldTest
  void messageReachesEveryoneWithinTwoHopsAndSevenTransmissions(World world) {
    MessageId id = world.publish(0, "hello");
    world.awaitQuiet();

    assertThat(world)
        .hasTransmissions(2 * 6 - (6 - 1))
        .message(id)
        .reachedEveryone()
        .within(3, SECONDS)
        .withHopsAtMost(2)
        .withRedundancyBelow(0.5);
  }

  @WorldTest
  void crashedNodeCutsOffTheNodesBehindItUntilItRestarts(World world) {
    world.crash(1);
    assertThat(world.isUp(1)).isFalse();
    world.awaitLinks();
    MessageId missed = world.publish(0, "without 1, 3 and 4");
    world.awaitQuiet();
    assertThat(world).message(missed).reached(0, 2, 5).didNotReach(1, 3, 4);
    assertThat(world).message(missed).coverage().isEqualTo(3.0 / 5);
    assertThatThrownBy(() -> world.publish(3, "is anybody there?"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node 3");

    world.restart(1);
    world.awaitLinks();
    MessageId after = world.publish(4, "all again");
    world.awaitEverywhere(after);
    assertThat(world).message(after).reachedEveryone().within(3, SECONDS);
    world.awaitQuiet();
    assertThat(world).message(missed).didNotReach(1, 3, 4);
  }

  @WorldTest
  void nodeThatRestartsAtOnceIsLinkedAgainWithoutItsState(World world) {
    MessageId before = world.publish(3, "before");
    world.awaitEverywhere(before);
    world.crash(0);
    world.restart(0);
    world.awaitLinks();
    MessageId after = world.publish(0, "after");
    world.awaitQuiet();

    assertThat(world).message(after).reachedEveryone().withHopsAtMost(2);
    assertThat(world.messages()).hasSize(2);
    // The counters from before the restart are kept and added to the new ones.
    assertThat(world.metrics()).containsEntry("messages-published", 2L);
  }

  @WorldTest
  void actionsThatDoNotFitTheNodeStateAreRejected(World world) {
    assertThatThrownBy(() -> world.restart(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node 2 is not down");
    world.crash(3);
    assertThatThrownBy(() -> world.crash(3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node 3 is down");
    assertThatThrownBy(() -> world.publish(3, "from the grave"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node 3 is down");
  }
}
