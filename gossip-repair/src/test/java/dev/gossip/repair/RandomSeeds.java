package dev.gossip.repair;

import java.util.SplittableRandom;

/** Seeds of tests: different ones in each run, unless {@code -Dgossip.seed} repeats one. */
public final class RandomSeeds {
  private RandomSeeds() {}

  /** The seed of a test's run number {@code index}; the one given, for run 0. */
  public static long draw(int index) {
    Long given = Long.getLong("gossip.seed");
    long seed = given != null && index == 0 ? given : new SplittableRandom().nextLong();
    System.out.println("repeat with -Dgossip.seed=" + seed);
    return seed;
  }
}
