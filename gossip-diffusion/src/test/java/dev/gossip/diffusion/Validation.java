package dev.gossip.diffusion;

/**
 * Sizes of the statistical tests: a reduced set for every build, and the whole with {@code
 * -Dgossip.validation=full}. With the property set, to {@code reduced} too, results are printed.
 */
final class Validation {
  private static final String MODE = System.getProperty("gossip.validation", "");

  private Validation() {}

  static boolean isFull() {
    return MODE.equals("full");
  }

  static int size(int reduced, int full) {
    return isFull() ? full : reduced;
  }

  static void print(String result) {
    if (!MODE.isEmpty()) {
      System.out.println("validation: " + result);
    }
  }
}
