package dev.gossip.cli.demo;

import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The example network: six nodes, six links. */
final class SixNodes {
  private static final String PICTURE =
      String.join(
          System.lineSeparator(),
          "",
          "     %4$5d  %5$5d",
          "         \\   /",
          "         %2$5d",
          "            |",
          "         %1$5d",
          "         /    \\",
          "     %3$5d -- %6$d",
          "");

  private SixNodes() {}

  /**
   * The links: for each node its peers, by port.
   *
   * @param base the first node's port; the others follow in steps of 10
   */
  static SortedMap<Integer, Set<Integer>> links(int base) {
    SortedMap<Integer, Set<Integer>> six = new TreeMap<>();
    six.put(base, Set.of(base + 10, base + 20, base + 50));
    six.put(base + 10, Set.of(base, base + 30, base + 40));
    six.put(base + 20, Set.of(base, base + 50));
    six.put(base + 30, Set.of(base + 10));
    six.put(base + 40, Set.of(base + 10));
    six.put(base + 50, Set.of(base, base + 20));
    return six;
  }

  /** Draws the network. */
  static String picture(int base) {
    return String.format(
        Locale.ROOT, PICTURE, base, base + 10, base + 20, base + 30, base + 40, base + 50);
  }
}
