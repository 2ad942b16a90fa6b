package dev.gossip.testkit.swarm;

import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Simplifies a failing scenario while it still fails in the same way. Every step reduces its weight
 * (see {@link Simplifications#weight}), so this terminates; the number of attempts is limited, too.
 */
final class Shrinker {
  private final Predicate<SwarmScenario> failsTheSameWay;
  private final int maxAttempts;
  // Never iterated, so its order does not matter.
  private final Set<SwarmScenario> tried = new HashSet<>();
  private int attempts;

  Shrinker(Predicate<SwarmScenario> failsTheSameWay, int maxAttempts) {
    this.failsTheSameWay = failsTheSameWay;
    this.maxAttempts = maxAttempts;
  }

  /** Returns the simplest scenario found, or the given one if no simpler one fails. */
  SwarmScenario shrink(SwarmScenario failing) {
    SwarmScenario before;
    SwarmScenario simplest = failing;
    do {
      before = simplest;
      for (Function<SwarmScenario, Stream<SwarmScenario>> step : Simplifications.STEPS) {
        simplest = shrink(simplest, step);
      }
    } while (!simplest.equals(before));
    return simplest;
  }

  /** Repeats one kind of simplification until it gives no simpler scenario that fails. */
  private SwarmScenario shrink(
      SwarmScenario failing, Function<SwarmScenario, Stream<SwarmScenario>> step) {
    SwarmScenario simplest = failing;
    Iterator<SwarmScenario> candidates = step.apply(simplest).iterator();
    while (attempts < maxAttempts && candidates.hasNext()) {
      SwarmScenario candidate = candidates.next();
      boolean lighter = Simplifications.weight(candidate) < Simplifications.weight(simplest);
      if (lighter && tried.add(candidate)) {
        attempts++;
        if (failsTheSameWay.test(candidate)) {
          simplest = candidate;
          candidates = step.apply(simplest).iterator();
        }
      }
    }
    return simplest;
  }

  /** The number of scenarios tried. */
  int attempts() {
    return attempts;
  }
}
