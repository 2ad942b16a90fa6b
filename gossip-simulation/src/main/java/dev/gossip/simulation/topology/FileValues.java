package dev.gossip.simulation.topology;

import dev.gossip.simulation.topology.FixedTopology.Link;
import java.util.List;

/** The attributes of the links of one file, and the lines that the links are in. */
final class FileValues {
  private final NamedGraph.Located located;
  private final LinkAttributes attributes;
  private final int[] links;
  private final int[] lines;

  /**
   * @param located makes messages with file and line
   * @param links the indices in {@code attributes} of the links that are part of the network
   * @param lines the lines of these links
   */
  FileValues(NamedGraph.Located located, LinkAttributes attributes, int[] links, int[] lines) {
    this.located = located;
    this.attributes = attributes;
    this.links = links.clone();
    this.lines = lines.clone();
  }

  /**
   * The values of one attribute.
   *
   * @param network the links of the network
   * @throws IllegalArgumentException if a link has no value in the range, with file and line
   */
  LinkValues of(String attribute, List<Link> network, double min, double max) {
    double[] values = new double[links.length];
    int missing = 0;
    int firstMissing = -1;
    for (int i = 0; i < values.length; i++) {
      values[i] = attributes.get(links[i], attribute);
      if (Double.isNaN(values[i])) {
        firstMissing = missing++ == 0 ? i : firstMissing;
      } else if (values[i] < min || values[i] > max) {
        throw located.bad(
            lines[i],
            "the '"
                + attribute
                + "' of the link is "
                + values[i]
                + "; write a number from "
                + (long) min
                + " to "
                + (long) max);
      }
    }
    if (missing == values.length) {
      String names = String.join(", ", attributes.names());
      throw located.bad(
          NamedGraph.NO_LINE,
          "no link has a number named '"
              + attribute
              + "'; "
              + (names.isEmpty() ? "add one to each link" : "there is: " + names));
    }
    if (missing > 0) {
      throw located.bad(
          lines[firstMissing], "the link has no number named '" + attribute + "'; add it");
    }
    return LinkValues.of(network, values);
  }
}
