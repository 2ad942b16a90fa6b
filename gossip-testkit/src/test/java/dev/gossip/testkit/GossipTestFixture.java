package dev.gossip.testkit;

import static dev.gossip.testkit.GossipAssertions.assertThat;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gossip.api.MessageId;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.TestInfo;

/** Tests for {@link GossipTestExtensionTest}, most of which fail. Not run by themselves. */
class GossipTestFixture {
  /** Arguments of these methods, and results. */
  static final List<Object> RECORDED = new ArrayList<>();

  private static final Duration A_WHILE = Duration.ofSeconds(10);

  @GossipTest(repetitions = 3)
  void seeds(@Seed long seed) {
    RECORDED.add(seed);
  }

  @GossipTest(
      fixedSeeds = {42, -7},
      name = "{displayName}: {currentRepetition} of {totalRepetitions}, with {seed}")
  void named(SimulatedNetwork net) {}

  @GossipTest(fixedSeeds = {42, -7})
  void fixedSeeds(@Seed long seed) {
    RECORDED.add(seed);
  }

  @GossipTest(
      nodes = 10,
      topology = "random-regular:4",
      latency = "constant:5ms",
      loss = 0.01,
      settings = {"gossip.lifetime=1m", "gossip.network = a net"})
  void parameters(
      SimulatedNetwork net,
      TestInfo fromJUnit,
      Simulation simulation,
      RandomGenerator random,
      SimulatedNetwork twin) {
    RECORDED.add(net.isLinked());
    RECORDED.add(net.describe());
    RECORDED.add(simulation.start().describe());
    RECORDED.add(random.nextLong());
    net.runFor(A_WHILE);
    twin.runFor(A_WHILE);
    RECORDED.add(net.record().traceHash().equals(twin.record().traceHash()));
    RECORDED.add(fromJUnit.getDisplayName());
  }

  @GossipTest
  void failsByItself(SimulatedNetwork net) {
    net.node(4).publish("hello");
    net.runFor(A_WHILE);
    assertThat(net.nodes().size()).as("nodes").isEqualTo(7);
  }

  @GossipTest
  void failsWithoutValues(SimulatedNetwork net) {
    fail("no values");
  }

  @GossipTest
  void failsByOurAssertion(SimulatedNetwork net) {
    MessageId id = net.node(4).publish("hello");
    net.runFor(A_WHILE);
    assertThat(net).message(id).reachedEveryone().within(5, MILLISECONDS);
  }

  @GossipTest
  void failsOtherwise(SimulatedNetwork net) {
    net.node(net.nodes().size());
  }

  @GossipTest(fixedSeeds = 42)
  void failsWithAFixedSeed(SimulatedNetwork net) {
    throw new AssertionError();
  }

  @GossipTest
  void isSkipped(SimulatedNetwork net) {
    assumeTrue(net.nodes().isEmpty(), "too many nodes");
  }

  @GossipTest
  @ManySeeds(1000)
  void swarm(SimulatedNetwork net, TestInfo info, @Seed long seed) {
    RECORDED.add(seed);
    RECORDED.add(net);
    assertThat(net.seed()).isEqualTo(seed);
    assertThat(info.getDisplayName()).isEqualTo("[1000 seeds from 5]");
    assertThat(RECORDED.size() / 2).as("how many").isLessThan(17);
  }

  @GossipTest
  @ManySeeds(30)
  void passingSwarm(SimulatedNetwork net, RandomGenerator random) {
    RECORDED.add(random.nextLong());
  }

  @GossipTest(topology = "moon")
  void unknownTopology(SimulatedNetwork net) {}

  @GossipTest(nodes = 7, topology = "six")
  void wrongNumber(SimulatedNetwork net) {}

  @GossipTest(relay = "moon")
  void unknownRelay(SimulatedNetwork net) {}

  @GossipTest(latency = "long")
  void badLatency(SimulatedNetwork net) {}

  @GossipTest(loss = 2)
  void badLoss(SimulatedNetwork net) {}

  @GossipTest(settings = "gossip.lifetime")
  void noSetting(SimulatedNetwork net) {}

  @GossipTest(settings = "gossip.lifetime=soon")
  void badSetting(SimulatedNetwork net) {}

  @GossipTest
  void badSeedType(@Seed int seed) {}

  @GossipTest(repetitions = 0)
  void noSeeds(SimulatedNetwork net) {}

  @GossipTest(fixedSeeds = 1, repetitions = 2)
  void twoKindsOfSeeds(SimulatedNetwork net) {}

  @GossipTest(fixedSeeds = 1)
  @ManySeeds(3)
  void twoOtherKindsOfSeeds(SimulatedNetwork net) {}

  @GossipTest(loss = 1)
  void neverLinked(SimulatedNetwork net) {}
}
