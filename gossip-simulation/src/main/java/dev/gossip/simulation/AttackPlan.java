package dev.gossip.simulation;

import dev.gossip.core.engine.runtime.RandomStreams;
import dev.gossip.simulation.attack.AttackKind;
import dev.gossip.simulation.plan.AttackChoice;
import dev.gossip.simulation.plan.NetworkPlan;
import dev.gossip.simulation.plan.PlanOptions;
import dev.gossip.simulation.topology.ConnectedComponents;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes of a network attack.
 *
 * @param kind what they do
 * @param nodes their indices
 */
record AttackPlan(AttackKind kind, SortedSet<Integer> nodes) {
  /** Below this, a few attackers could surround a node, and nothing could help it. */
  private static final int MIN_HONEST_PEERS = 3;

  /** How often attackers are drawn before the topology is said to have no suitable ones. */
  private static final int MAX_DRAWS = 100;

  AttackPlan {
    nodes = Collections.unmodifiableSortedSet(new TreeSet<>(nodes));
  }

  /**
   * The attackers of a network; null if there are none.
   *
   * @param edges the links of the topology; empty if the nodes find each other by discovery
   * @throws IllegalArgumentException if no choice of nodes is suitable
   */
  static @Nullable AttackPlan of(NetworkPlan network, List<Edge> edges) {
    AttackKind kind = network.attackKind().orElse(null);
    if (kind == null) {
      return null;
    }
    AttackChoice choice = network.get(PlanOptions.ATTACK).orElse(null);
    if (choice == null) {
      return new AttackPlan(kind, network.attackingNodes());
    }
    requireShare(choice.share());
    RandomGenerator random = RandomStreams.seeded(network.seed()).stream("attack");
    return drawn(choice, network.nodes(), edges, random);
  }

  /**
   * Checks a share of attackers.
   *
   * @throws IllegalArgumentException unless it is above 0 and below 1
   */
  static void requireShare(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "the share of attackers must be above 0 and below 1, not " + share);
    }
  }

  /** Draws a share of the nodes, so that the honest ones stay linked with each other. */
  private static AttackPlan drawn(
      AttackChoice choice, int size, List<Edge> edges, RandomGenerator random) {
    int count = (int) Math.max(1, Math.round(choice.share() * size));
    for (int draw = 0; draw < MAX_DRAWS; draw++) {
      AttackPlan plan = new AttackPlan(choice.kind(), draw(size, count, random));
      if (edges.isEmpty() || plan.leavesHonestNodesLinked(size, edges)) {
        return plan;
      }
    }
    throw new IllegalArgumentException(
        count
            + " attackers among "
            + size
            + " nodes leave some honest node with fewer than "
            + MIN_HONEST_PEERS
            + " honest peers, or divide the honest nodes, however they are drawn; choose fewer"
            + " attackers or a topology with more links");
  }

  private static SortedSet<Integer> draw(int size, int count, RandomGenerator random) {
    List<Integer> all = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    SortedSet<Integer> drawn = new TreeSet<>();
    while (drawn.size() < Math.min(count, size)) {
      drawn.add(all.remove(random.nextInt(all.size())));
    }
    return drawn;
  }

  private boolean leavesHonestNodesLinked(int size, List<Edge> edges) {
    int[] honestPeers = new int[size];
    for (Edge edge : edges) {
      honestPeers[edge.dialer()] += attacks(edge.dialed()) ? 0 : 1;
      honestPeers[edge.dialed()] += attacks(edge.dialer()) ? 0 : 1;
    }
    return IntStream.range(0, size)
            .allMatch(node -> attacks(node) || honestPeers[node] >= MIN_HONEST_PEERS)
        && ConnectedComponents.of(size, edges, node -> !attacks(node)).count() == 1;
  }

  /** Whether a node attacks. */
  boolean attacks(int node) {
    return nodes.contains(node);
  }

  /** Whether a node does something that an honest one would not. */
  boolean isHostile(int node) {
    return attacks(node) && !kind.isHonest();
  }

  @Override
  public String toString() {
    return kind + " by " + nodes;
  }
}
