package dev.gossip.benchmarks;

/** The six-node network of the original, by index: 0 is 5000, 1 is 5010, and so on. */
final class SixGraph {
  static final int[][] NEIGHBOURS = {{1, 2, 5}, {0, 3, 4}, {0, 5}, {1}, {1}, {0, 2}};
  static final int NODES = NEIGHBOURS.length;
  static final int PUBLISHER = 0;

  private SixGraph() {}
}
