package dev.gossip.testkit;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.testkit.world.World;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Known properties of flooding. Also an example of how tests of a relay strategy can look. */
class FloodingTest {

  @GossipTest(nodes = 50, topology = "random-regular:8", relay = "flooding", repetitions = 3)
  void messageReachesEveryoneWithinASecondAndThenTheNetworkIsSilent(SimulatedNetwork net) {
    MessageId id = net.node(0).publish("hello");
    net.runFor(Duration.ofSeconds(3));

    assertThat(net).message(id).reachedEveryone().within(1, SECONDS).withRedundancyBelow(8 - 1);
    assertThat(net).hasTransmissions(2 * 200 - (50 - 1)).hasNoDrops().isSilent();
  }

  @GossipTest(nodes = 20, topology = "random-outbound:4", relay = "flooding")
  @ManySeeds(20)
  void duplicateAndLateDatagramsDoNotChangeTransmissions(
      SimulatedNetwork net, RandomGenerator random) {
    net.faults().everywhere().share(random.nextDouble() / 2).duplicate(Duration.ofSeconds(1));
    net.faults().everywhere().share(random.nextDouble()).reorder(Duration.ofSeconds(1));
    MessageId id = net.node(random.nextInt(20)).publish("hello");
    net.runFor(Duration.ofSeconds(20));

    assertThat(net)
        .hasTransmissions(2L * net.edges().size() - (20 - 1))
        .message(id)
        .reachedEveryone();
  }

  @GossipTest(nodes = 30, topology = "random-regular:6", relay = "flooding")
  void partitionKeepsAMessageOnItsSide(SimulatedNetwork net) {
    net.faults().partition(List.of(0, 1, 2, 3));
    MessageId id = net.node(10).publish("hello");
    net.runFor(Duration.ofSeconds(3));

    assertThat(net).message(id).didNotReach(0, 1, 2, 3).coverage().isEqualTo(26.0 / 30);
  }

  @WorldTest(nodes = 12, topology = "grid", relay = "flooding")
  void messageCrossesTheGridFromCornerToCorner(World world) {
    MessageId id = world.publish(0, "hello");
    world.awaitQuiet();

    assertThat(world).message(id).reachedEveryone().within(3, SECONDS);
    assertThat(world.message(id).path(11)).hasSizeGreaterThanOrEqualTo(1 + 2 + 3);
  }
}
