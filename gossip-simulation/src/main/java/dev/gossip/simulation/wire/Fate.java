package dev.gossip.simulation.wire;

/** What a rule makes of a packet. */
public sealed interface Fate {
  /** Nothing; the next rule is asked, and after the last one the packet arrives as sent. */
  Fate PASS = new Pass();

  /** It never arrives. */
  Fate DROP = new Drop();

  /** Some of its bits arrive wrong. */
  Fate CORRUPT = new Corrupt();

  /** See {@link #PASS}. */
  record Pass() implements Fate {}

  /** See {@link #DROP}. */
  record Drop() implements Fate {}

  /** See {@link #CORRUPT}. */
  record Corrupt() implements Fate {}

  /**
   * It arrives later than it would, so that others overtake it.
   *
   * @param delayNanos how much later
   */
  record Delay(long delayNanos) implements Fate {
    public Delay {
      requireNotNegative(delayNanos);
    }
  }

  /**
   * It arrives twice.
   *
   * @param afterNanos how long after the first the second arrives
   */
  record Duplicate(long afterNanos) implements Fate {
    public Duplicate {
      requireNotNegative(afterNanos);
    }
  }

  private static void requireNotNegative(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("nothing arrives before it was sent: " + nanos + " ns");
    }
  }
}
