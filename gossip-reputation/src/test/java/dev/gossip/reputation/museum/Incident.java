package dev.gossip.reputation.museum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gossip.api.PeerId;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.reputation.attack.TestNetworks;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A network in which a scorer banned honest peers.
 *
 * @param source where the incident was published
 * @param rules of the scorer there
 * @param network what is special about the nodes, given the spam controls that they use
 * @param traffic what happens, once the links are up
 */
record Incident(
    String source,
    Rules rules,
    BiConsumer<Simulation, String> network,
    Consumer<SimulatedNetwork> traffic) {
  private static final String OURS = "reputation, rate-limit";
  private static final Duration LINKING = Duration.ofSeconds(3);
  private static final Duration WHILE = Duration.ofSeconds(30);
  private static final int PER_SECOND = 5;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** An incident with nothing but messages of random honest nodes. */
  static Incident of(String source, Rules rules, BiConsumer<Simulation, String> network) {
    return new Incident(source, rules, network, Incident::publish);
  }

  private static void publish(SimulatedNetwork running) {
    TestNetworks.publish(running, TestNetworks.honestNodes(running), PER_SECOND, WHILE);
  }

  /** Checks that the scorer of the incident bans an honest peer here, and the default none. */
  void check(long seed) {
    Run theirs = new Run();
    theirs.start(Simulation.seeded(seed).with(IncidentScorer.plugin(rules)), this, "incident");
    assertThat(theirs.bannedHonest())
        .as("honest peers that the scorer of %s bans (seed %d)", source, seed)
        .isNotEmpty();

    Run ours = new Run();
    SimulatedNetwork network = ours.start(Simulation.seeded(seed), this, OURS);
    assertThat(ours.bannedHonest())
        .as("honest peers that the default bans, where %s did (seed %d)", source, seed)
        .isEmpty();
    network.attackReport().ifPresent(report -> requireGone(report, network.attackers().size()));
  }

  private void requireGone(AttackReport report, int attackers) {
    assertThat(report.discouragedHostile())
        .as("attackers that all honest peers discourage, where %s happened (%s)", source, report)
        .isEqualTo(attackers);
    assertThat(report.firstOffenceToLastDiscouragedMillis())
        .as("milliseconds until the attackers were gone")
        .isNotNull()
        .isLessThanOrEqualTo(LIMIT.toMillis());
  }

  /** One run, and who was discouraged in it. */
  private static final class Run {
    private final List<NodeEvent.Discouraged> discouraged = new ArrayList<>();
    private final List<Integer> by = new ArrayList<>();
    private final Map<PeerId, Integer> indices = new HashMap<>();
    private @Nullable SimulatedNetwork network;

    SimulatedNetwork start(Simulation simulation, Incident incident, String use) {
      TestNetworks.protect(simulation, use);
      incident.network.accept(simulation, use);
      SimulatedNetwork started = simulation.events(this::on).start();
      network = started;
      started.nodes().forEach(node -> indices.put(node.id(), node.index()));
      started.runFor(LINKING);
      incident.traffic.accept(started);
      return started;
    }

    private void on(NodeEvent event, int node) {
      if (event instanceof NodeEvent.Discouraged why) {
        discouraged.add(why);
        by.add(node);
      }
    }

    /** The pairs of honest nodes of which one has discouraged the other, and the reason. */
    List<String> bannedHonest() {
      List<SimulatedNode> nodes = Optional.ofNullable(network).orElseThrow().nodes();
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < by.size(); i++) {
        // A hostile node may have an id that it did not start with.
        Integer peer = indices.get(discouraged.get(i).peer().id());
        boolean isHonest = peer != null && !nodes.get(peer).isHostile();
        if (isHonest && !nodes.get(by.get(i)).isHostile()) {
          pairs.add(by.get(i) + " bans " + peer + ": " + discouraged.get(i).why());
        }
      }
      return pairs;
    }
  }
}
