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
 * Names the node in the centre of the reporters, that is, of the nodes that spies know to have the
 * message; ignores times. On a tree it is the reporting centre of Fanti and Viswanath (NIPS 2017):
 * every branch around it contains less than half of the reporters. This is also the node with the
 * smallest sum of distances to the reporters, which is the definition used here for any graph.
 *
 * <p>A message takes as many steps as it has reporters times links in the network. Distances of
 * reporters are kept for later messages, in at most 64 MiB. Not thread-safe.
 */
public final class ReportingCentrality implements Estimator {
  static final String NAME = "reporting-centrality";

  // 64 MiB: all distances in a network of 4,096 nodes.
  private static final int MAX_KEPT_HOPS = 1 << 24;

  private final List<List<Integer>> adjacent = new ArrayList<>();
  private final int maxReporters;
  private final int maxKept;
  private final TieBreaking ties;
  private final Map<Integer, int[]> distances = new HashMap<>();

  /** Uses the first tenth of the nodes; later reporters say little about the centre. A guess. */
  static ReportingCentrality withDefaults(int nodes, List<Edge> edges, TieBreaking ties) {
    return new ReportingCentrality(nodes, edges, Math.max(1, nodes / 10), ties);
  }

  /**
   * Creates an estimator for one network.
   *
   * @param nodes how many nodes the network has
   * @param edges the links between them
   * @param maxReporters how many reporters are used, the first ones
   * @param ties how to score a message if there are several centres
   */
  public ReportingCentrality(int nodes, List<Edge> edges, int maxReporters, TieBreaking ties) {
    this(nodes, edges, maxReporters, ties, MAX_KEPT_HOPS);
  }

  /**
   * Creates an estimator that keeps more or fewer distances.
   *
   * @param maxKeptHops how many numbers it keeps, one for each reporter and node
   */
  ReportingCentrality(
      int nodes, List<Edge> edges, int maxReporters, TieBreaking ties, int maxKeptHops) {
    this.maxKept = maxKeptHops / Math.max(1, nodes);
    this.maxReporters = maxReporters;
    this.ties = ties;
    for (int node = 0; node < nodes; node++) {
      adjacent.add(new ArrayList<>());
    }
    for (Edge edge : edges) {
      adjacent.get(edge.dialer()).add(edge.dialed());
      adjacent.get(edge.dialed()).add(edge.dialer());
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
  public Set<Integer> candidates(List<Observation> observations, IntPredicate suspect) {
    Set<Integer> reporters = new TreeSet<>();
    for (Observation observation : observations) {
      if (reporters.size() < maxReporters) {
        reporters.add(observation.from());
      }
    }
    long[] sums = new long[adjacent.size()];
    for (int reporter : reporters) {
      int[] from = distances(reporter);
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

  /** Of how many reporters the distances are kept. */
  int kept() {
    return distances.size();
  }

  private int[] distances(int reporter) {
    int[] known = distances.get(reporter);
    if (known != null) {
      return known;
    }
    int[] found = distancesFrom(reporter);
    if (distances.size() < maxKept) {
      distances.put(reporter, found);
    }
    return found;
  }

  /** Distances in hops; an unreachable node is farther away than any other. */
  private int[] distancesFrom(int start) {
    int[] hops = new int[adjacent.size()];
    Arrays.fill(hops, adjacent.size());
    hops[start] = 0;
    Queue<Integer> next = new ArrayDeque<>(List.of(start));
    while (!next.isEmpty()) {
      int at = next.remove();
      for (int node : adjacent.get(at)) {
        if (hops[node] == adjacent.size()) {
          hops[node] = hops[at] + 1;
          next.add(node);
        }
      }
    }
    return hops;
  }
}
