package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.Topology.Edge;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The shape of a network, in the measures of the literature. All are 0 in a network without nodes.
 *
 * @param nodes how many nodes count
 * @param links how many links there are between them
 * @param minDegree the number of links of the node with the fewest
 * @param meanDegree the mean number of links of a node
 * @param maxDegree the number of links of the node with the most
 * @param clustering the clustering coefficient of Watts and Strogatz: the mean over all nodes of
 *     the share of the pairs of its neighbours that are linked; a node with fewer than two
 *     neighbours counts as 0
 * @param pathLength the mean number of links of the shortest paths between nodes that are connected
 * @param longestPath the number of links of the longest of these paths, the diameter
 */
public record GraphMeasures(
    int nodes,
    int links,
    int minDegree,
    double meanDegree,
    int maxDegree,
    double clustering,
    double pathLength,
    int longestPath) {

  /**
   * From how many nodes paths are measured. In larger networks, evenly spaced nodes stand for all:
   * the mean differs by less than 1 %, and the longest path may be longer.
   */
  private static final int MAX_SOURCES = 2_000;

  private static final int NOT_REACHED = -1;

  /**
   * Measures the part of a network that some of the nodes form.
   *
   * @param nodes how many nodes the network has
   * @param edges each pair at most once
   * @param counts which nodes count; a link counts if both its ends do
   */
  public static GraphMeasures of(int nodes, List<Edge> edges, IntPredicate counts) {
    return new Measurement(nodes, edges, counts).measures();
  }

  /** The neighbours of each node that counts, sorted. */
  private static final class Measurement {
    private final int[][] neighbours;
    private final int[] counted;

    Measurement(int nodes, List<Edge> edges, IntPredicate counts) {
      boolean[] isCounted = new boolean[nodes];
      int[] degrees = new int[nodes];
      int number = 0;
      for (int node = 0; node < nodes; node++) {
        isCounted[node] = counts.test(node);
        number += isCounted[node] ? 1 : 0;
      }
      List<Edge> links =
          edges.stream()
              .filter(edge -> isCounted[edge.dialer()] && isCounted[edge.dialed()])
              .toList();
      for (Edge edge : links) {
        degrees[edge.dialer()]++;
        degrees[edge.dialed()]++;
      }
      neighbours = new int[nodes][];
      counted = new int[number];
      for (int node = 0, next = 0; node < nodes; node++) {
        neighbours[node] = new int[degrees[node]];
        if (isCounted[node]) {
          counted[next++] = node;
        }
      }
      for (Edge edge : links) {
        neighbours[edge.dialer()][--degrees[edge.dialer()]] = edge.dialed();
        neighbours[edge.dialed()][--degrees[edge.dialed()]] = edge.dialer();
      }
      for (int[] some : neighbours) {
        Arrays.sort(some);
      }
    }

    GraphMeasures measures() {
      int[] degrees = Arrays.stream(counted).map(node -> neighbours[node].length).toArray();
      Paths paths = paths();
      return new GraphMeasures(
          counted.length,
          Arrays.stream(degrees).sum() / 2,
          Arrays.stream(degrees).min().orElse(0),
          Arrays.stream(degrees).average().orElse(0),
          Arrays.stream(degrees).max().orElse(0),
          Arrays.stream(counted).mapToDouble(this::clustering).average().orElse(0),
          paths.count() == 0 ? 0 : (double) paths.sum() / paths.count(),
          paths.longest());
    }

    private double clustering(int node) {
      int[] around = neighbours[node];
      long linked = 0;
      for (int one : around) {
        linked += common(around, neighbours[one]);
      }
      long pairs = (long) around.length * (around.length - 1);
      return pairs == 0 ? 0 : (double) linked / pairs;
    }

    /** How many numbers two sorted arrays have in common. */
    private static int common(int[] one, int[] other) {
      int common = 0;
      for (int i = 0, j = 0; i < one.length && j < other.length; ) {
        if (one[i] == other[j]) {
          common++;
          i++;
          j++;
        } else if (one[i] < other[j]) {
          i++;
        } else {
          j++;
        }
      }
      return common;
    }

    private record Paths(long count, long sum, int longest) {}

    private Paths paths() {
      int sources = Math.min(counted.length, MAX_SOURCES);
      long count = 0;
      long sum = 0;
      int longest = 0;
      for (int i = 0; i < sources; i++) {
        int source = counted[(int) ((long) i * counted.length / sources)];
        for (int distance : distances(source)) {
          if (distance > 0) {
            count++;
            sum += distance;
            longest = Math.max(longest, distance);
          }
        }
      }
      return new Paths(count, sum, longest);
    }

    /** The number of links from a node to each other one, by breadth-first search. */
    private int[] distances(int source) {
      int[] distances = new int[neighbours.length];
      Arrays.fill(distances, NOT_REACHED);
      Deque<Integer> reached = new ArrayDeque<>();
      distances[source] = 0;
      reached.add(source);
      while (!reached.isEmpty()) {
        int node = reached.remove();
        for (int next : neighbours[node]) {
          if (distances[next] == NOT_REACHED) {
            distances[next] = distances[node] + 1;
            reached.add(next);
          }
        }
      }
      return distances;
    }
  }
}
