package dev.gossip.simulation.topology;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Parses topologies from the command line. */
final class TopologyText {
  private static final String FORMS =
      "write six, line, ring, star, tree:2, grid, complete, random-regular:8, erdos-renyi:0.02,"
          + " barabasi-albert:3, watts-strogatz:6:0.1, random-outbound:8,"
          + " reachable-outbound:8:1000 or file:PATH";

  private static final String FILE = "file:";

  private TopologyText() {}

  static Topology parse(String text) {
    if (text.startsWith(FILE)) {
      return Topologies.file(path(text.substring(FILE.length())));
    }
    String[] parts = text.split(":", -1);
    try {
      Topology topology =
          switch (parts[0] + "/" + (parts.length - 1)) {
            case "six/0" -> Topologies.six();
            case "line/0" -> Topologies.line();
            case "ring/0" -> Topologies.ring();
            case "star/0" -> Topologies.star();
            case "complete/0" -> Topologies.complete();
            case "grid/0" -> Topologies.grid();
            case "tree/1" -> Topologies.tree(Integer.parseInt(parts[1]));
            case "random-regular/1" -> Topologies.randomRegular(Integer.parseInt(parts[1]));
            case "random-outbound/1" -> Topologies.randomOutbound(Integer.parseInt(parts[1]));
            case "reachable-outbound/2" ->
                Topologies.reachableOutbound(
                    Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            case "erdos-renyi/1" -> Topologies.erdosRenyi(Double.parseDouble(parts[1]));
            case "barabasi-albert/1" -> Topologies.barabasiAlbert(Integer.parseInt(parts[1]));
            case "watts-strogatz/2" ->
                Topologies.wattsStrogatz(Integer.parseInt(parts[1]), Double.parseDouble(parts[2]));
            default -> null;
          };
      if (topology != null) {
        return topology;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' has a bad number; " + FORMS, e);
    }
    throw new IllegalArgumentException("'" + text + "' is not a topology; " + FORMS);
  }

  private static Path path(String text) {
    try {
      Topologies.require(!text.isBlank(), "'file:' must be followed by the path of a file");
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("'" + text + "' is not the path of a file; correct it", e);
    }
  }
}
