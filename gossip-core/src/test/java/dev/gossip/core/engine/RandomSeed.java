package dev.gossip.core.engine;

import java.util.concurrent.ThreadLocalRandom;

/** The seed of a test that tries other random inputs each time. */
public final class RandomSeed {
  private RandomSeed() {}

  /**
   * The seed of {@code -Dgossip.seed}, or else a new one; prints it, so that a run can be repeated.
   */
  public static long draw() {
    Long given = Long.getLong("gossip.seed");
    long seed = given == null ? ThreadLocalRandom.current().nextLong() : given;
    System.out.println("repeat with -Dgossip.seed=" + seed);
    return seed;
  }
}
