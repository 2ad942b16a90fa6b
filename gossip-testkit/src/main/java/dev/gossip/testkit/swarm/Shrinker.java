package dev.gossip.testkit.swarm;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Makes a failing scenario simpler for as long as it still fails in the same way. Every step makes
 * it lighter (see {@link Simplifications#weight}), so this ends; the number of attempts bounds it
 * further.
 */
final class Shrinker {
  private final Predicate<SwarmScenario> failsLikewise;
  private final int maxAttempts;
  // Asked only whether something is in it.
  private final Set<SwarmScenario> tried = new HashSet<>();
  private int attempts;

  Shrinker(Predicate<SwarmScenario> failsLikewise, int maxAttempts) {
    this.failsLikewise = failsLikewise;
    this.maxAttempts = maxAttempts;
  }

  /** The simplest scenario that was found; the given one if none is simpler. */
  SwarmScenario shrink(SwarmScenario failing) {
    SwarmScenario before;
    SwarmScenario simplest = failing;
    do {
      before = simplest;
      for (Function<SwarmScenario, Stream<SwarmScenario>> way : Simplifications.WAYS) {
        simplest = shrink(simplest, way);
      }
    } while (!simplest.equals(before));
    return simplest;
  }

  /** One way, as far as it leads. */
  private SwarmScenario shrink(
      SwarmScenario failing, Function<SwarmScenario, Stream<SwarmScenario>> way) {
    SwarmScenario simplest = failing;
    Iterator<SwarmScenario> candidates = way.apply(simplest).iterator();
    while (attempts < maxAttempts && candidates.hasNext()) {
      SwarmScenario candidate = candidates.next();
      boolean lighter = Simplifications.weight(candidate) < Simplifications.weight(simplest);
      if (lighter && tried.add(candidate)) {
        attempts++;
        if (failsLikewise.test(candidate)) {
          simplest = candidate;
          candidates = way.apply(simplest).iterator();
        }
      }
    }
    return simplest;
  }

  /** How many scenarios were played. */
  int attempts() {
    return attempts;
  }
}
