package dev.gossip.benchmarks;

/** The six-node network of the original program. Index 0 is its port 5000, 1 is 5010, and so on. */
final class SixGraph {
  static final int[][] PEERS = {{1, 2, 5}, {0, 3, 4}, {0, 5}, {1}, {1}, {0, 2}};
  static final int NODES = PEERS.length;
  static final int PUBLISHER = 0;

  private SixGraph() {}
}
