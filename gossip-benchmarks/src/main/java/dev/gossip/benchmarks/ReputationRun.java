package dev.gossip.benchmarks;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Explanation;
import dev.gossip.api.spam.Standing;
import dev.gossip.simulation.AttackReport;
import dev.gossip.simulation.RunReport;
import dev.gossip.simulation.SimulatedNetwork;
import dev.gossip.simulation.SimulatedNode;
import dev.gossip.simulation.Simulation;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.topology.Topologies;
import dev.gossip.simulation.topology.Topology.Edge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A simulated network with {@code spam.reputation} and {@code spam.rate-limit}, in which a fifth of
 * the nodes attacks, and the score of one attacker over time at one honest peer.
 */
final class ReputationRun {
  /** The share of the nodes that attack. */
  static final double SHARE = 0.2;

  private static final int DEGREE = 8;
  private static final double LOSS = 0.05;
  private static final int MESSAGES = 150;
  private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(200);
  private static final int PAYLOAD_BYTES = 128;
  private static final Duration LINKING = Duration.ofSeconds(2);
  private static final Duration AFTER_THE_LAST_MESSAGE = Duration.ofSeconds(10);
  // A multiple of it is the time between two messages.
  private static final Duration STEP = Duration.ofMillis(100);
  private static final double BANNED = -100;

  private final SimulatedNetwork network;
  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> attackerScores = new ArrayList<>();
  private final List<Double> honestScores = new ArrayList<>();

  /**
   * @param kind what the attackers do; null to leave them honest
   */
  ReputationRun(int nodes, long seed, @Nullable AttackKind kind) {
    Simulation simulation = simulation(nodes, seed);
    SortedSet<Integer> attackers =
        simulation(nodes, seed).attack(SHARE, kind == null ? AttackKind.SYBIL : kind).attackers();
    if (kind != null) {
      simulation.attack(SHARE, kind);
    }
    network = simulation.start();
    List<Integer> honest =
        new ArrayList<>(
            IntStream.range(0, nodes).filter(node -> !attackers.contains(node)).boxed().toList());
    Collections.shuffle(honest, new Random(seed));
    run(honest, scored(attackers));
  }

  private static Simulation simulation(int nodes, long seed) {
    return Simulation.seeded(seed)
        .nodes(nodes)
        .topology(Topologies.randomRegular(DEGREE))
        .loss(LOSS)
        .set("gossip.relay.use", "repair")
        .set("gossip.signing.use", "ed25519")
        .set("gossip.transport.udp.security", "noise")
        .set("gossip.transport.udp.cipher", "aes")
        .set("gossip.spam.use", "reputation, rate-limit")
        // As lint-scores derives it from 5 messages a second.
        .set("gossip.spam.rate-limit.author-messages-per-second", "1")
        .set("gossip.spam.rate-limit.author-burst-messages", "10");
  }

  /** An honest node with an attacker and another honest node among its peers. */
  private record Scored(SimulatedNode at, SimulatedNode attacker, SimulatedNode honest) {}

  private Scored scored(SortedSet<Integer> attackers) {
    for (Edge edge : network.edges()) {
      if (attackers.contains(edge.dialer()) && !attackers.contains(edge.dialed())) {
        Optional<Edge> other =
            network.edges().stream()
                .filter(link -> link.dialed() == edge.dialed())
                .filter(link -> !attackers.contains(link.dialer()))
                .findFirst();
        if (other.isPresent()) {
          return new Scored(
              network.node(edge.dialed()),
              network.node(edge.dialer()),
              network.node(other.get().dialer()));
        }
      }
    }
    throw new IllegalStateException("no honest node has peers of both sorts; take more nodes");
  }

  private void run(List<Integer> honest, Scored scored) {
    Duration all =
        LINKING.plus(BETWEEN_MESSAGES.multipliedBy(MESSAGES)).plus(AFTER_THE_LAST_MESSAGE);
    // Asked before, because an attacker may change its id.
    PeerId attacker = scored.attacker.id();
    int published = 0;
    while (network.now().compareTo(all) < 0) {
      Duration due = LINKING.plus(BETWEEN_MESSAGES.multipliedBy(published));
      if (published < MESSAGES && network.now().compareTo(due) >= 0) {
        network
            .node(honest.get(published++ % honest.size()))
            .publish(GossipMessage.DEFAULT_TOPIC, ByteString.copyFrom(new byte[PAYLOAD_BYTES]));
      }
      seconds.add(network.now().toMillis() / 1e3);
      attackerScores.add(score(scored.at, attacker));
      honestScores.add(score(scored.at, scored.honest.id()));
      network.runFor(STEP);
    }
  }

  private static double score(SimulatedNode at, PeerId peer) {
    if (at.standing(peer) == Standing.DISCOURAGED) {
      return BANNED;
    }
    return at.explain(peer).stream()
        .filter(explanation -> explanation.term().equals("score"))
        .mapToDouble(Explanation::value)
        .findFirst()
        .orElse(0);
  }

  /** The times of the scores, since the start. */
  List<Double> seconds() {
    return seconds;
  }

  /** The score of one attacker at one honest peer. */
  List<Double> attackerScores() {
    return attackerScores;
  }

  /** The score of another honest node at that peer. */
  List<Double> honestScores() {
    return honestScores;
  }

  RunReport report() {
    return network.report();
  }

  int attackers() {
    return network.attackers().size();
  }

  Optional<AttackReport> attack() {
    return network.attackReport();
  }
}
