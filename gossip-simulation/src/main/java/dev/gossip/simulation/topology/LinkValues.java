package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.FixedTopology.Link;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** A number for each link of a network, the same in both directions. Immutable. */
public final class LinkValues {
  private final long[] pairs;
  private final double[] values;

  private LinkValues(long[] pairs, double[] values) {
    this.pairs = pairs;
    this.values = values;
  }

  /**
   * Creates the values of some links, each pair of nodes at most once.
   *
   * @param values by the index of the link
   */
  static LinkValues of(List<Link> links, double[] values) {
    long[] unsorted =
        links.stream()
            .mapToLong(link -> pair(link.edge().dialer(), link.edge().dialed()))
            .toArray();
    int[] order =
        IntStream.range(0, unsorted.length)
            .boxed()
            .sorted(Comparator.comparingLong(index -> unsorted[index]))
            .mapToInt(Integer::intValue)
            .toArray();
    return new LinkValues(
        Arrays.stream(order).mapToLong(index -> unsorted[index]).toArray(),
        Arrays.stream(order).mapToDouble(index -> values[index]).toArray());
  }

  /** The value of the link between two nodes; empty if they have none. */
  public OptionalDouble of(int one, int other) {
    int index = Arrays.binarySearch(pairs, pair(one, other));
    return index < 0 ? OptionalDouble.empty() : OptionalDouble.of(values[index]);
  }

  /** The lower median; 0 if there is no link. */
  public double median() {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[(sorted.length - 1) / 2];
  }

  private static long pair(int one, int other) {
    return ((long) Math.min(one, other) << Integer.SIZE) | Math.max(one, other);
  }
}
