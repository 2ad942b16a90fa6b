package dev.gossip.diffusion;

/**
 * Sizes of the statistical tests: reduced for every build, full with {@code
 * -Dgossip.validation=full}. If the property is set to any value, such as {@code reduced}, the
 * results are printed.
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
