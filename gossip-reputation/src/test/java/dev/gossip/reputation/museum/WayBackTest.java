package dev.gossip.reputation.museum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.Discouragement;
import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.api.plugin.GossipPlugin;
import dev.gossip.reputation.attack.TestNetworks;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.testkit.GossipTest;
import dev.gossip.testkit.ManySeeds;
import dev.gossip.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A node is banned for a bug, which is then corrected. How does it learn why, and how does it get
 * out of the ban (optimism specs#702, bitcoin#4389)?
 */
class WayBackTest {
  private static final int NODES = 8;
  private static final int DEGREE = 4;
  private static final int BANNED = NODES - 1;
  private static final Duration FIRST_BAN = Duration.ofMinutes(10);

  /** Bans for a day, and says nothing. */
  private static final Rules SILENT =
      Rules.limit(10).charge(Signal.FORGED, 1).ban(Duration.ofHours(24)).silent();

  private final List<Discouragement> reasons = new ArrayList<>();

  @GossipTest
  @ManySeeds(1)
  void scorerWithoutReasonsKeepsTheNodeOut(@Seed long seed) {
    assertThat(peersAfterTheBan(seed, "incident", IncidentScorer.plugin(SILENT))).isZero();
    assertThat(reasons)
        .isNotEmpty()
        .allSatisfy(why -> assertThat(why.comeBackIn()).isEqualTo(Duration.ZERO));
  }

  @GossipTest
  @ManySeeds(1)
  void bannedNodeGetsAReasonAndComesBack(@Seed long seed) {
    assertThat(peersAfterTheBan(seed, "reputation, rate-limit"))
        .as("peers of the banned node after its ban (seed %d)", seed)
        .isEqualTo(DEGREE);
    assertThat(reasons)
        .hasSize(DEGREE)
        .allSatisfy(
            why -> {
              assertThat(why.rule()).isEqualTo("malformed");
              assertThat(why.comeBackIn()).isEqualTo(FIRST_BAN);
            });
  }

  private int peersAfterTheBan(long seed, String use, GossipPlugin... scorers) {
    reasons.clear();
    AtomicReference<@Nullable PeerId> blamed = new AtomicReference<>();
    Simulation simulation =
        Simulation.seeded(seed)
            .nodes(NODES)
            .topology(Topologies.randomRegular(DEGREE))
            .with(FalseReports.plugin(blamed::get));
    for (GossipPlugin scorer : scorers) {
      simulation.with(scorer);
    }
    SimulatedNetwork network =
        TestNetworks.protect(simulation, use + ", false-reports")
            .events(
                (event, node) -> {
                  if (event instanceof NodeEvent.Discouraged discouraged) {
                    reasons.add(discouraged.why());
                  }
                })
            .start();
    network.awaitLinks(Duration.ofSeconds(10));
    SimulatedNode banned = network.node(BANNED);
    blamed.set(banned.id());
    network.runFor(Duration.ofSeconds(5));
    assertThat(banned.peers()).as("peers of the banned node").isEmpty();

    blamed.set(null);
    banned.crash();
    banned.restartKeepingState();
    network.runFor(FIRST_BAN.dividedBy(2));
    assertThat(banned.peers()).as("peers of the banned node during its ban").isEmpty();
    network.runFor(FIRST_BAN.dividedBy(2).plusMinutes(1));
    return banned.peers().size();
  }
}
