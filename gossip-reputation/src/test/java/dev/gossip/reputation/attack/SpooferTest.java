package dev.gossip.reputation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.spam.Standing;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/** Datagrams in the name of an honest peer change nothing for it. */
class SpooferTest {
  private static final int FORGED = 100_000;
  private static final int PER_SECOND = 5_000;
  private static final int ATTACKER = 3;

  @GossipTest
  @ManySeeds(1)
  void forgedDatagramsLowerNoScore(@Seed long seed) {
    SimulatedNetwork network = network(seed).start();
    network.runFor(Duration.ofSeconds(3));
    SimulatedNode victim = network.node(0);
    SimulatedNode peer = network.node(1);
    SplittableRandom random = new SplittableRandom(seed);
    for (int sent = 0; sent < FORGED; sent++) {
      byte[] datagram = new byte[random.nextInt(1, 1_200)];
      random.nextBytes(datagram);
      network.inject(victim, peer, datagram);
      if (sent % PER_SECOND == 0) {
        TestNetworks.publish(victim, 256, random);
        network.runFor(Duration.ofSeconds(1));
        requireUnharmed(network, seed);
      }
    }
    network.runFor(Duration.ofSeconds(2));
    requireUnharmed(network, seed);
    assertThat(peer.metrics().get("datagrams-received")).isGreaterThanOrEqualTo(FORGED);
  }

  /** It also sends copies of what it has seen, with and without a flipped bit. */
  @GossipTest
  @ManySeeds(1)
  void spooferLowersNoScore(@Seed long seed) {
    SimulatedNetwork network = network(seed).attack(Set.of(ATTACKER), AttackKind.SPOOFER).start();
    network.runFor(Duration.ofSeconds(3));
    for (int second = 0; second < FORGED / 2_000; second++) {
      TestNetworks.publish(network, TestNetworks.honestNodes(network), 5, Duration.ofSeconds(1));
      requireUnharmed(network, seed);
    }
  }

  private static Simulation network(long seed) {
    return TestNetworks.protectedBy("reputation, rate-limit", seed)
        .nodes(ATTACKER + 1)
        .topology(Topologies.complete());
  }

  private static void requireUnharmed(SimulatedNetwork network, long seed) {
    for (int node : TestNetworks.honestNodes(network)) {
      for (int other : TestNetworks.honestNodes(network)) {
        var id = network.node(other).id();
        assertThat(network.node(node).standing(id)).isEqualTo(Standing.GOOD);
        assertThat(network.node(node).explain(id))
            .as("what %d says of %d (seed %d); nothing speaks against it", node, other, seed)
            .allSatisfy(why -> assertThat(why.value()).isNotNegative());
      }
    }
  }
}
