package dev.gossip.simulation.topology;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The numbers that a file gives its links, by attribute. A link without a number has none, and a
 * text that is no number counts as none.
 */
final class LinkAttributes {
  /** Limit of the number of attributes; further ones are ignored. A guess. */
  private static final int MAX_NAMES = 8;

  private static final int FIRST_SIZE = 1_000;

  private final Map<String, double[]> values = new TreeMap<>();

  /**
   * Sets a value of a link.
   *
   * @param link its index
   */
  void set(int link, String name, String text) {
    double number = number(text);
    if (Double.isNaN(number) || (values.size() == MAX_NAMES && !values.containsKey(name))) {
      return;
    }
    double[] known = values.computeIfAbsent(name, unused -> filled(new double[0], FIRST_SIZE));
    if (link >= known.length) {
      known = filled(known, Math.max(link + 1, known.length + known.length / 2));
      values.put(name, known);
    }
    known[link] = number;
  }

  /** Gives each link that has none of a name this value. */
  void setMissing(int links, String name, String text) {
    for (int link = 0; link < links; link++) {
      if (Double.isNaN(get(link, name))) {
        set(link, name, text);
      }
    }
  }

  /** Removes the first link: the others move up. */
  void removeFirst() {
    values.replaceAll((name, known) -> filled(Arrays.copyOfRange(known, 1, known.length), 0));
  }

  /** NaN if the link has no such value. */
  double get(int link, String name) {
    double[] known = values.get(name);
    return known == null || link >= known.length ? Double.NaN : known[link];
  }

  /** The names of all attributes, in alphabetical order. */
  Iterable<String> names() {
    return values.keySet();
  }

  private static double[] filled(double[] known, int size) {
    double[] longer = Arrays.copyOf(known, Math.max(size, known.length));
    Arrays.fill(longer, known.length, longer.length, Double.NaN);
    return longer;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
