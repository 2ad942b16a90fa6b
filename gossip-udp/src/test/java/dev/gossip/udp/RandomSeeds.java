package dev.gossip.udp;

import java.util.function.LongConsumer;

/** The seeds of tests that try random inputs. */
public final class RandomSeeds {
  private static final long FIRST = Long.getLong("gossip.seed", 20_261_201);
  private static final int SCALE = Integer.getInteger("gossip.seeds.scale", 1);

  private RandomSeeds() {}

  /** Runs a test with one seed in every build and with more in full builds; prints each. */
  public static void forEach(LongConsumer test) {
    for (int i = 0; i < SCALE; i++) {
      long seed = FIRST + i;
      System.out.println("seed " + seed);
      test.accept(seed);
    }
  }
}
