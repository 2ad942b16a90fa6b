package dev.gossip.reputation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Standing;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Attackers have half of the inbound links of a node, and break one rule together. Each seed draws
 * the rule; a longer build tries all with each seed.
 */
class FilledLinksTest {
  private static final int NODES = 12;
  private static final int VICTIM = 0;
  private static final Set<Integer> ATTACKERS = Set.of(1, 2, 3, 4);
  private static final List<Integer> HONEST_DIALERS = List.of(5, 6, 7, 8);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @GossipTest
  @ManySeeds(1)
  void attackersAreGoneAndHonestPeersStay(@Seed long seed) {
    List<AttackKind> kinds =
        Arrays.stream(AttackKind.values()).filter(AttackKind::isProven).toList();
    if (!TestNetworks.IS_LONG) {
      kinds = List.of(kinds.get(new SplittableRandom(seed).nextInt(kinds.size())));
    }
    kinds.forEach(kind -> attack(kind, seed));
  }

  private static void attack(AttackKind kind, long seed) {
    SimulatedNetwork network =
        TestNetworks.protectedBy("reputation, rate-limit", seed)
            .nodes(NODES)
            .topology(Topologies.of("half of the links of a node", links()))
            .loss(0.05)
            .set("gossip.spam.rate-limit.author-messages-per-second", "1")
            .set("gossip.spam.rate-limit.author-burst-messages", "10")
            .attack(ATTACKERS, kind)
            .start();
    network.runFor(Duration.ofSeconds(3));
    TestNetworks.publish(network, TestNetworks.honestNodes(network), 5, Duration.ofSeconds(20));

    AttackReport report = network.attackReport().orElseThrow();
    assertThat(report.discouragedHonest()).as("%s (seed %d)", report, seed).isZero();
    assertThat(report.discouragedHostile())
        .as("%s (seed %d)", report, seed)
        .isEqualTo(ATTACKERS.size());
    assertThat(report.firstOffenceToLastDiscouragedMillis())
        .as("%s (seed %d)", report, seed)
        .isNotNull()
        .isLessThanOrEqualTo(LIMIT.toMillis());
    List<PeerId> ids = network.node(VICTIM).peers().stream().map(Peer::id).toList();
    for (int dialer : HONEST_DIALERS) {
      PeerId id = network.node(dialer).id();
      assertThat(ids.contains(id)).as("whether %d is still up, with %s", dialer, kind).isTrue();
      assertThat(network.node(VICTIM).standing(id)).isEqualTo(Standing.GOOD);
    }
  }

  /** Each honest node has three honest peers. */
  private static List<Edge> links() {
    List<Edge> links = new ArrayList<>();
    for (int node = 1; node <= 8; node++) {
      links.add(new Edge(node, VICTIM));
    }
    for (int node = 1; node < NODES; node++) {
      for (int next = node + 1; next <= node + 2; next++) {
        links.add(new Edge(node, next < NODES ? next : next - NODES + 1));
      }
    }
    return links;
  }
}
