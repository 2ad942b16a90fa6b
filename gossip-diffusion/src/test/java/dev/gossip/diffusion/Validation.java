package dev.gossip.diffusion;

import dev.gossip.testkit.GossipTest;

/**
 * Sizes of the statistical tests: reduced for every build, full with {@code
 * -Dgossip.validation=full}. If the property is set to any value, such as {@code reduced}, the
 * results are printed.
 */
final class Validation {
  private static final String MODE = System.getProperty("gossip.validation", "");

  /** What {@code -Dgossip.full} sets, so that both run the same number of networks. */
  private static final int FULL_SCALE = 50;

  private Validation() {}

  static boolean isFull() {
    return MODE.equals("full");
  }

  static int size(int reduced, int full) {
    return isFull() ? full : reduced;
  }

  /** The number of seeds of a test that needs no minimum number of samples. */
  static int scaled(int seeds) {
    return seeds * (isFull() ? FULL_SCALE : Integer.getInteger(GossipTest.SCALE_PROPERTY, 1));
  }

  static void print(String result) {
    if (!MODE.isEmpty()) {
      System.out.println("validation: " + result);
    }
  }
}
