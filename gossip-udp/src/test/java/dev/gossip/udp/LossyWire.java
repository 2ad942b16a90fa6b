package dev.gossip.udp;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a path does to datagrams at random: it loses some, repeats some, and delays each copy, so
 * that others overtake it. Perfect unless set otherwise.
 */
public final class LossyWire {
  private final SplittableRandom random;
  private double loss;
  private double repeated;
  private long minDelay;
  private long maxDelay;

  /** A wire of a test that prints its seed itself. */
  public LossyWire(SplittableRandom random) {
    this.random = random;
  }

  /** A wire with a seed, which is printed. */
  public static LossyWire seeded(long seed) {
    System.out.println("seed " + seed);
    return new LossyWire(new SplittableRandom(seed));
  }

  /** Loses a share of all datagrams, from 0 to 1. */
  public LossyWire losing(double share) {
    loss = share;
    return this;
  }

  /**
   * Sends a share of all datagrams again, and so on with each copy. A datagram may be lost while a
   * copy of it arrives.
   *
   * @param share from 0, and below 1
   */
  public LossyWire repeating(double share) {
    repeated = share;
    return this;
  }

  /** Delays each copy by a time between these, both included, in any unit. */
  public LossyWire delaying(long min, long max) {
    minDelay = min;
    maxDelay = max;
    return this;
  }

  /** Whether the next datagram is lost, on a wire that only loses. */
  public boolean loses() {
    return random.nextDouble() < loss;
  }

  /** When the next datagram arrives: the delay of each copy. Empty if it is lost. */
  public List<Long> arrivals() {
    List<Long> arrivals = new ArrayList<>();
    if (!loses()) {
      arrivals.add(delay());
    }
    while (random.nextDouble() < repeated) {
      arrivals.add(delay());
    }
    return arrivals;
  }

  private long delay() {
    return random.nextLong(minDelay, maxDelay + 1);
  }
}
