package dev.gossip.testkit.world;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** The two sides of a partition. */
final class Sides {
  private Sides() {}

  /**
   * The nodes of one side.
   *
   * @param nodes how many nodes there are
   * @throws IllegalArgumentException if a side has no node
   */
  static List<Integer> one(IntPredicate side, int nodes) {
    List<Integer> one = IntStream.range(0, nodes).filter(side).boxed().toList();
    if (one.isEmpty() || one.size() == nodes) {
      throw new IllegalArgumentException(
          "a partition needs nodes on both sides; there are " + one.size() + " of " + nodes);
    }
    return one;
  }
}
