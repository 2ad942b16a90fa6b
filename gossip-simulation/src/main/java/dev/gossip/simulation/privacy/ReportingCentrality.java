package dev.gossip.simulation.privacy;

import dev.gossip.simulation.Observation;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Names the node in the middle of all that spies know to have the message, whatever the times. On a
 * tree it is the reporting centre of Fanti and Viswanath (NIPS 2017): every branch around it holds
 * less than half of them. That node is also the one from which the distances to all of them have
 * the least sum; here this is what it means on any graph.
 */
public final class ReportingCentrality implements Estimator {
  static final String NAME = "reporting-centrality";

  private final List<List<Integer>> neighbours = new ArrayList<>();
  private final int mostReporters;
  private final TieBreaking ties;
  private final Map<Integer, int[]> distances = new HashMap<>();

  /** Looks at the first tenth of the nodes: who comes last says nothing of the middle; a guess. */
  static ReportingCentrality usual(int nodes, List<Edge> edges, TieBreaking ties) {
    return new ReportingCentrality(nodes, edges, Math.max(1, nodes / 10), ties);
  }

  /**
   * For one network.
   *
   * @param edges between its nodes
   * @param mostReporters how many nodes that have the message are looked at, the first ones
   */
  public ReportingCentrality(int nodes, List<Edge> edges, int mostReporters, TieBreaking ties) {
    this.mostReporters = mostReporters;
    this.ties = ties;
    for (int node = 0; node < nodes; node++) {
      neighbours.add(new ArrayList<>());
    }
    for (Edge edge : edges) {
      neighbours.get(edge.dialer()).add(edge.dialed());
      neighbours.get(edge.dialed()).add(edge.dialer());
    }
  }

  @Override
  public String name() {
    return Estimator.name(NAME, ties);
  }

  @Override
  public TieBreaking ties() {
    return ties;
  }

  @Override
  public Set<Integer> candidates(List<Observation> sightings, IntPredicate suspect) {
    Set<Integer> reporters = new TreeSet<>();
    for (Observation sighting : sightings) {
      if (reporters.size() < mostReporters) {
        reporters.add(sighting.from());
      }
    }
    long[] sums = new long[neighbours.size()];
    for (int reporter : reporters) {
      int[] from = distances.computeIfAbsent(reporter, this::distancesFrom);
      for (int node = 0; node < sums.length; node++) {
        sums[node] += from[node];
      }
    }
    Set<Integer> centres = new TreeSet<>();
    long least = Long.MAX_VALUE;
    for (int node = 0; node < sums.length && !reporters.isEmpty(); node++) {
      if (!suspect.test(node) || sums[node] > least) {
        continue;
      }
      if (sums[node] < least) {
        centres.clear();
        least = sums[node];
      }
      centres.add(node);
    }
    return centres;
  }

  /** In hops; what cannot be reached is farther than anything. */
  private int[] distancesFrom(int start) {
    int[] hops = new int[neighbours.size()];
    Arrays.fill(hops, neighbours.size());
    hops[start] = 0;
    Queue<Integer> next = new ArrayDeque<>(List.of(start));
    while (!next.isEmpty()) {
      int at = next.remove();
      for (int neighbour : neighbours.get(at)) {
        if (hops[neighbour] == neighbours.size()) {
          hops[neighbour] = hops[at] + 1;
          next.add(neighbour);
        }
      }
    }
    return hops;
  }
}
