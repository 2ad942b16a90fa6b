package dev.gossip.simulation.privacy;

import dev.gossip.simulation.Observation;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/** How spies conclude from what they saw where a message began. Knows the links, but no roles. */
public interface Estimator {
  /** What can be written on a command line. */
  String FORMS =
      "write first-spy or reporting-centrality, with :strict, :fair or :weak for ties behind it";

  /** Its name as one writes it. */
  String name();

  /** What counts if it names several. */
  TieBreaking ties();

  /**
   * Names those nodes between which it cannot decide, none if it saw nothing.
   *
   * @param sightings at spies, of suspects, in order of time
   * @param suspect whether a node can be the origin, since it is not a spy itself
   */
  Set<Integer> candidates(List<Observation> sightings, IntPredicate suspect);

  /** Makes an estimator for one network. */
  @FunctionalInterface
  interface Factory {

    /**
     * Called once per network.
     *
     * @param nodes how many there are, the identities of a supernode not counted
     * @param edges the links between them
     */
    Estimator create(int nodes, List<Edge> edges);
  }

  /**
   * Reads the name of an estimator: {@code first-spy}, {@code first-spy:weak}, {@code
   * reporting-centrality}; ties are fair unless it says otherwise.
   *
   * @throws IllegalArgumentException in one sentence, if there is none of that name
   */
  static Factory parse(String text) {
    String[] parts = text.split(":", -1);
    TieBreaking ties = parts.length == 2 ? ties(text, parts[1]) : TieBreaking.FAIR;
    if (parts.length <= 2 && parts[0].equals(FirstSpy.NAME)) {
      return (nodes, edges) -> new FirstSpy(ties);
    }
    if (parts.length <= 2 && parts[0].equals(ReportingCentrality.NAME)) {
      return (nodes, edges) -> ReportingCentrality.usual(nodes, edges, ties);
    }
    throw new IllegalArgumentException("'" + text + "' is not an estimator; " + FORMS);
  }

  private static TieBreaking ties(String text, String name) {
    for (TieBreaking ties : TieBreaking.values()) {
      if (ties.name().toLowerCase(Locale.ROOT).equals(name)) {
        return ties;
      }
    }
    throw new IllegalArgumentException("'" + text + "' has unknown ties; " + FORMS);
  }

  /** The name of an estimator with its ties, if they are not the usual ones. */
  static String name(String name, TieBreaking ties) {
    return ties == TieBreaking.FAIR ? name : name + ":" + ties.name().toLowerCase(Locale.ROOT);
  }
}
