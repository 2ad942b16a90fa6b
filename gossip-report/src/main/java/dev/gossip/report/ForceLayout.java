package dev.gossip.report;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Places nodes so that linked ones are near and others apart: springs along the links, and a push
 * away from some nodes drawn at random for each step, which stands for all of them. The time it
 * takes grows with nodes and links, not with pairs of nodes.
 */
final class ForceLayout {
  /** The width and height of the area in which the positions are. */
  static final int SIZE = 1_000;

  private static final int DRAWN = 12;

  private final int nodes;
  private final int[] ends;
  private final double[] x;
  private final double[] y;
  private final double[] pushX;
  private final double[] pushY;
  private final SplittableRandom random;

  private ForceLayout(int nodes, int[] ends, long seed) {
    this.nodes = nodes;
    this.ends = ends;
    this.x = new double[nodes];
    this.y = new double[nodes];
    this.pushX = new double[nodes];
    this.pushY = new double[nodes];
    this.random = new SplittableRandom(seed);
  }

  /**
   * Positions: x and y of node 0, of node 1, and so on.
   *
   * @param ends the two ends of each link, one after the other
   */
  static int[] of(int nodes, int[] ends, long seed) {
    ForceLayout layout = new ForceLayout(nodes, ends, seed);
    layout.run();
    return layout.scaled();
  }

  private void run() {
    for (int i = 0; i < nodes; i++) {
      // A sunflower: even, and different for each node.
      double radius = Math.sqrt((i + 0.5) / nodes);
      x[i] = radius * Math.cos(i * 2.399963);
      y[i] = radius * Math.sin(i * 2.399963);
    }
    int rounds = nodes > 3_000 ? 120 : 300;
    double ideal = Math.sqrt(1.0 / Math.max(1, nodes));
    for (int round = 0; round < rounds; round++) {
      double heat = 0.12 * Math.pow(1 - (double) round / rounds, 1.5) + 0.001;
      step(ideal, heat);
    }
  }

  private void step(double ideal, double heat) {
    Arrays.fill(pushX, 0);
    Arrays.fill(pushY, 0);
    int drawn = Math.min(DRAWN, nodes - 1);
    boolean all = nodes <= 400;
    int others = all ? nodes : drawn;
    double weight = ideal * ideal * (all ? 1 : (double) nodes / Math.max(1, drawn));
    for (int i = 0; i < nodes; i++) {
      for (int k = 0; k < others; k++) {
        int j = all ? k : random.nextInt(nodes);
        double dx = x[i] - x[j];
        double dy = y[i] - y[j];
        double square = dx * dx + dy * dy + 1e-9;
        pushX[i] += dx / square * weight;
        pushY[i] += dy / square * weight;
      }
      pushX[i] -= 0.05 * x[i];
      pushY[i] -= 0.05 * y[i];
    }
    for (int k = 0; k < ends.length; k += 2) {
      int i = ends[k];
      int j = ends[k + 1];
      double dx = x[i] - x[j];
      double dy = y[i] - y[j];
      double pull = Math.sqrt(dx * dx + dy * dy) / ideal * 0.5;
      pushX[i] -= dx * pull;
      pushY[i] -= dy * pull;
      pushX[j] += dx * pull;
      pushY[j] += dy * pull;
    }
    for (int i = 0; i < nodes; i++) {
      double length = Math.hypot(pushX[i], pushY[i]);
      double factor = length > heat ? heat / length : 1;
      x[i] += pushX[i] * factor;
      y[i] += pushY[i] * factor;
    }
  }

  private int[] scaled() {
    double[] lowHigh = {1e9, -1e9, 1e9, -1e9};
    for (int i = 0; i < nodes; i++) {
      lowHigh[0] = Math.min(lowHigh[0], x[i]);
      lowHigh[1] = Math.max(lowHigh[1], x[i]);
      lowHigh[2] = Math.min(lowHigh[2], y[i]);
      lowHigh[3] = Math.max(lowHigh[3], y[i]);
    }
    double size = Math.max(lowHigh[1] - lowHigh[0], lowHigh[3] - lowHigh[2]) + 1e-9;
    int[] positions = new int[2 * nodes];
    for (int i = 0; i < nodes; i++) {
      double middleX = (lowHigh[0] + lowHigh[1]) / 2;
      double middleY = (lowHigh[2] + lowHigh[3]) / 2;
      positions[2 * i] = (int) Math.round(((x[i] - middleX) / size + 0.5) * SIZE);
      positions[2 * i + 1] = (int) Math.round(((y[i] - middleY) / size + 0.5) * SIZE);
    }
    return positions;
  }
}
