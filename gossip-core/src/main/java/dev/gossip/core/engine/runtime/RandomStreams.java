package dev.gossip.core.engine.runtime;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The random generators of a node's parts. Each part has a stream of its own, so that one part
 * drawing more or less changes nothing for another.
 */
@FunctionalInterface
public interface RandomStreams {

  /** Returns the stream of a part; the same name always gives the same numbers. */
  RandomGenerator stream(String component);

  /** Streams that repeat exactly for the same seed. */
  static RandomStreams seeded(long seed) {
    return component -> {
      // String.hashCode is specified, so this is the same on every JVM; the generator mixes it.
      long componentSeed = new SplittableRandom(seed).nextLong() + component.hashCode();
      return new SplittableRandom(componentSeed);
    };
  }
}
