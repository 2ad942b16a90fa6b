package dev.gossip.simulation.privacy;

import dev.gossip.simulation.Observation;
import dev.gossip.simulation.plan.EstimatorChoice;
import dev.gossip.simulation.topology.Topology.Edge;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;

/** Guesses the origin of a message from the observations of spies. Knows the links of a network. */
public interface Estimator {
  /** Its name on the command line. */
  String name();

  /** How to score a message if there are several candidates. */
  TieBreaking ties();

  /**
   * The most likely origins of a message. Several nodes if the estimator cannot decide between
   * them, none if there are no observations.
   *
   * @param observations the observations of spies, about suspects, in order of time
   * @param suspect whether a node can be the origin, that is, is not a spy itself
   */
  Set<Integer> candidates(List<Observation> observations, IntPredicate suspect);

  /** Makes an estimator for one network. */
  @FunctionalInterface
  interface Factory {

    /**
     * Called once per network.
     *
     * @param nodes how many nodes there are, not counting a supernode
     * @param edges the links between them
     */
    Estimator create(int nodes, List<Edge> edges);
  }

  /**
   * Parses the name of an estimator: {@code first-spy}, {@code first-spy:weak}, {@code
   * reporting-centrality}. Ties are broken fairly by default.
   *
   * @throws IllegalArgumentException if there is no such estimator; the message is one sentence
   */
  static Factory parse(String text) {
    EstimatorChoice choice = EstimatorChoice.parse(text);
    TieBreaking ties = TieBreaking.valueOf(choice.ties().toUpperCase(Locale.ROOT));
    return choice.name().equals(FirstSpy.NAME)
        ? (nodes, edges) -> new FirstSpy(ties)
        : (nodes, edges) -> ReportingCentrality.withDefaults(nodes, edges, ties);
  }

  /** The name of an estimator, followed by its tie-breaking rule unless that is the default. */
  static String name(String name, TieBreaking ties) {
    return ties == TieBreaking.FAIR ? name : name + ":" + ties.name().toLowerCase(Locale.ROOT);
  }
}
