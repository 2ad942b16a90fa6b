package dev.gossip.reputation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.spam.Standing;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A spamming author behind honest relayers: the author is limited, and no relayer pays for it. */
class AuthorBehindRelayersTest {
  private static final int AUTHOR = 0;
  private static final List<Integer> RELAYERS = List.of(1, 2);
  private static final List<Integer> OTHERS = List.of(3, 4, 5);
  private static final int PER_SECOND = 1;
  private static final int BURST = 10;
  private static final int SECONDS = 30;

  @GossipTest
  @ManySeeds(1)
  void authorIsLimitedAndNoRelayerIs(@Seed long seed) {
    Simulation simulation =
        TestNetworks.protectedBy("reputation, rate-limit", seed)
            .nodes(6)
            .topology(Topologies.of("author behind two relayers", links()))
            .loss(0.05)
            .set("gossip.spam.rate-limit.author-messages-per-second", "" + PER_SECOND)
            .set("gossip.spam.rate-limit.author-burst-messages", "" + BURST)
            .attack(Set.of(AUTHOR), AttackKind.SPAMMER);
    HonestBans bans = new HonestBans();
    SimulatedNetwork network = simulation.events(bans).start();
    network.runFor(Duration.ofSeconds(SECONDS));

    assertThat(bans.in(network)).as("honest peers that are discouraged (seed %d)", seed).isEmpty();
    for (int other : OTHERS) {
      for (int relayer : RELAYERS) {
        var id = network.node(relayer).id();
        assertThat(network.node(other).standing(id)).isEqualTo(Standing.GOOD);
        assertThat(network.node(other).explain(id))
            .as("what %d says of the relayer %d (seed %d)", other, relayer, seed)
            .allSatisfy(why -> assertThat(why.value()).isNotNegative());
      }
      assertThat(network.node(other).metrics().getOrDefault("messages-delivered", 0L))
          .as("messages of the author that %d delivers", other)
          .isBetween(1L, (long) BURST + PER_SECOND * SECONDS);
    }
    assertThat(network.attackReport().orElseThrow().discouragedHostile())
        .as("whether the relayers have discouraged the author")
        .isOne();
  }

  private static List<Edge> links() {
    return List.of(
        new Edge(0, 1),
        new Edge(0, 2),
        new Edge(1, 3),
        new Edge(1, 4),
        new Edge(2, 4),
        new Edge(2, 5),
        new Edge(3, 4),
        new Edge(4, 5));
  }
}
