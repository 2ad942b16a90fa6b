package dev.gossip.testkit.world;

import java.util.function.Supplier;

/**
 * The names of pages of failed tests. The extensions of the test kit say which test the networks
 * are for that this thread starts.
 */
public final class PageNames {
  /** With a folder, a seed and a number it stays below the limits of usual file systems. */
  private static final int MAX_LENGTH = 150;

  private static final ThreadLocal<String> TEST = ThreadLocal.withInitial(() -> "");

  private PageNames() {}

  /**
   * Starts networks for a test, whose pages are named after it should it fail.
   *
   * @param test the class and the method of the test; whatever file systems may not allow in names
   *     is replaced
   * @param starting called at once, on this thread
   */
  public static <T> T during(String test, Supplier<T> starting) {
    String outer = TEST.get();
    TEST.set(safe(test));
    try {
      return starting.get();
    } finally {
      TEST.set(outer);
    }
  }

  /** The test for which this thread starts networks now; empty if it is not known. */
  static String test() {
    return TEST.get();
  }

  /** Letters, digits, dots, underscores and hyphens only, and not too many. */
  private static String safe(String test) {
    String safe = test.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^[.-]+", "");
    return safe.length() <= MAX_LENGTH ? safe : safe.substring(0, MAX_LENGTH);
  }
}
