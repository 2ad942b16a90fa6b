package dev.gossip.simulation.wire;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What a fault hit so far.
 *
 * @param fault what it does and where
 * @param hits how many datagrams, nodes or clock readings it affected
 * @param chanceOfNone the probability that a fault like this one hits nothing of what it was asked
 *     about; 1 if it was never asked
 */
public record FaultCount(String fault, long hits, double chanceOfNone) {
  /** A fault that hit nothing although that is less likely than this does not work. */
  public static final double UNLIKELY = 1e-6;

  /** Whether it hit nothing at all. */
  public boolean isIdle() {
    return hits == 0;
  }

  /** Whether it hit nothing although by its own probability it should have. */
  public boolean isBroken() {
    return hits == 0 && chanceOfNone < UNLIKELY;
  }

  /** The faults of these that do not work. */
  public static List<FaultCount> broken(Collection<FaultCount> counts) {
    return counts.stream().filter(FaultCount::isBroken).toList();
  }

  @Override
  public String toString() {
    if (hits > 0) {
      return fault + ": " + hits + (hits == 1 ? " hit" : " hits");
    }
    return "the fault '"
        + fault
        + "' never hit anything"
        + (isBroken()
            ? String.format(Locale.ROOT, ", which has a probability of %.1e", chanceOfNone)
            : "; it was in force too briefly, or where nothing happened");
  }
}
