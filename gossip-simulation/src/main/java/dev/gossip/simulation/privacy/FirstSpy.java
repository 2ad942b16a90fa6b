package dev.gossip.simulation.privacy;

import dev.gossip.simulation.Observation;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Names the node that first revealed a message to any spy. This is the simplest estimator, and for
 * most relays about the best (Fanti and Viswanath, NIPS 2017).
 */
public record FirstSpy(TieBreaking ties) implements Estimator {
  static final String NAME = "first-spy";

  @Override
  public String name() {
    return Estimator.name(NAME, ties);
  }

  @Override
  public Set<Integer> candidates(List<Observation> observations, IntPredicate suspect) {
    Set<Integer> first = new TreeSet<>();
    for (Observation observation : observations) {
      if (observation.timeNanos() > observations.get(0).timeNanos()) {
        break;
      }
      first.add(observation.from());
    }
    return first;
  }
}
