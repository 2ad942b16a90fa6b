package dev.gossip.reputation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.simulation.Churn;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.wire.Fault;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/**
 * The share of honest links that the default settings end, in networks that have everything that
 * goes wrong without malice: loss, nodes that crash and return, a slow node, a partition. It must
 * be zero. Every second network has a forger too.
 */
class FalseBanGateTest {
  private static final int NODES = TestNetworks.IS_LONG ? 40 : 14;
  private static final int DEGREE = TestNetworks.IS_LONG ? 8 : 4;

  /** The honest nodes that something happens to: a tenth, and a twentieth. */
  private static final List<Integer> CHURNING = IntStream.range(0, NODES / 10).boxed().toList();

  private static final List<Integer> SLOW =
      IntStream.rangeClosed(5, 5 + NODES / 30).boxed().toList();

  private long links;
  private int bans;

  @GossipTest
  @ManySeeds(50)
  void defaultsBanNoHonestPeer(@Seed long seed) {
    HonestBans listener = new HonestBans();
    Simulation simulation =
        TestNetworks.protectedBy("reputation, rate-limit", seed)
            .nodes(NODES)
            .topology(Topologies.randomRegular(DEGREE))
            .loss(0.05)
            .faults(faults -> SLOW.forEach(node -> faults.from(node).delay(Duration.ofSeconds(2))))
            .events(listener);
    boolean isAttacked = (seed & 1) == 0;
    if (isAttacked) {
      simulation.attack(List.of(NODES - 1), AttackKind.FORGER);
    }
    SimulatedNetwork network = simulation.start();
    network.runFor(Duration.ofSeconds(8));

    List<Integer> honest = TestNetworks.honestNodes(network);
    Churn churn = network.churn(CHURNING, Duration.ofSeconds(10), Duration.ofSeconds(3));
    TestNetworks.publish(network, honest, 5, Duration.ofSeconds(5));
    Fault partition = network.faults().partition(IntStream.range(0, NODES / 2).boxed().toList());
    TestNetworks.publish(network, honest, 5, Duration.ofSeconds(10));
    partition.remove();
    TestNetworks.publish(network, honest, 5, Duration.ofSeconds(5));
    churn.stop();
    network.runFor(Duration.ofSeconds(5));

    links +=
        network.edges().stream()
            .filter(edge -> isHonest(network, edge.dialer()) && isHonest(network, edge.dialed()))
            .count();
    bans += listener.in(network).size();
    assertThat(listener.in(network))
        .as("honest peers that honest nodes discourage (seed %d)", seed)
        .isEmpty();
    if (isAttacked) {
      assertThat(listener.size()).as("bans of the forger").isPositive();
    }
  }

  /** After the last seed, or the first that fails. */
  @AfterEach
  void printShare() {
    System.out.printf("false bans with the default settings: %d of %,d links%n", bans, links);
  }

  private static boolean isHonest(SimulatedNetwork network, int node) {
    return !network.node(node).isHostile();
  }
}
