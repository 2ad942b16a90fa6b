package dev.gossip.discovery.network;

import dev.gossip.simulation.Simulation;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * Networks of nodes that know one bootstrap node become connected, and stay so without it, and
 * while nodes crash and new ones join. Each test runs with a seed that follows the commit, and with
 * 50 times as many if {@code full} is set; a failure names its seed.
 */
@Timeout(1_800)
class GrowthTest {
  private static final Duration GROWTH = Duration.ofSeconds(60);

  /** Links to a crashed node go down after 6 s; the rest is for finding others. */
  private static final Duration REPAIR = Duration.ofSeconds(30);

  private static final int REPAIR_SECONDS = 30;

  private static final int CHURN_SECONDS = 60;

  /** 30 % of the nodes in a minute. */
  private static final double CRASHES_PER_NODE_AND_SECOND = 0.3 / 60;

  /** How long the place of a crashed node is empty: longer than its peers need to notice. */
  private static final int PAUSE_SECONDS = 10;

  /** A node has to be connected after so long. */
  private static final int SETTLED_SECONDS = 10;

  @GossipTest(nodes = 200)
  void networkOutlivesItsBootstrapNode(Simulation simulation) {
    growAndLoseTheBootstrapNode(simulation);
  }

  @GossipTest(nodes = 200)
  void networkWithPublicAddressesOutlivesItsBootstrapNode(Simulation simulation) {
    growAndLoseTheBootstrapNode(GrownNetwork.withPublicAddresses(simulation));
  }

  /** Five nodes share each /16, and no node may choose two of them. */
  @GossipTest(nodes = 200)
  void networkOfFortyAddressGroupsOutlivesItsBootstrapNode(Simulation simulation) {
    growAndLoseTheBootstrapNode(GrownNetwork.withPublicAddresses(simulation, 40));
  }

  @GossipTest(nodes = 1_000, fixedSeeds = 1)
  void largeNetworkOutlivesItsBootstrapNode(Simulation simulation) {
    growAndLoseTheBootstrapNode(simulation);
  }

  private static void growAndLoseTheBootstrapNode(Simulation simulation) {
    GrownNetwork grown = GrownNetwork.start(simulation);
    grown.converge(GROWTH);

    grown.crash(0);

    grown.staysConnected(REPAIR_SECONDS);
    grown.converge(REPAIR);
  }

  @GossipTest(nodes = 200)
  void churnDoesNotSplitTheNetwork(Simulation simulation, RandomGenerator random) {
    growAndChurn(simulation, 200, random);
  }

  @GossipTest(nodes = 200)
  void churnDoesNotSplitANetworkWithPublicAddresses(Simulation simulation, RandomGenerator random) {
    growAndChurn(GrownNetwork.withPublicAddresses(simulation), 200, random);
  }

  @GossipTest(nodes = 1_000)
  @ManySeeds(2)
  @Tag("full")
  @Timeout(14_400) // 100 seeds take 45 minutes of one processor.
  void churnDoesNotSplitALargeNetwork(Simulation simulation, RandomGenerator random) {
    growAndChurn(simulation, 1_000, random);
  }

  /** The nodes that take the place of crashed ones join through the bootstrap node, which lives. */
  private static void growAndChurn(Simulation simulation, int nodes, RandomGenerator random) {
    GrownNetwork grown = GrownNetwork.start(simulation);
    grown.converge(GROWTH);

    grown.churn(
        CHURN_SECONDS, nodes * CRASHES_PER_NODE_AND_SECOND, PAUSE_SECONDS, SETTLED_SECONDS, random);

    grown.network().runFor(Duration.ofSeconds(PAUSE_SECONDS));
    grown.converge(REPAIR);
  }
}
