package dev.gossip;

/** Checks what applications pass to a node. */
final class Arguments {
  private Arguments() {}

  /**
   * Checks how many elements a caller wants.
   *
   * @throws IllegalArgumentException if it is negative
   */
  static void requireCount(int max) {
    if (max < 0) {
      throw new IllegalArgumentException(max + " addresses cannot be listed; use 0 or more");
    }
  }

  /**
   * Checks the points of a score.
   *
   * @throws IllegalArgumentException if they are not a finite number
   */
  static void requireFinite(double points) {
    if (!Double.isFinite(points)) {
      throw new IllegalArgumentException("a score is a finite number of points, not " + points);
    }
  }
}
