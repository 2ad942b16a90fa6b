package dev.gossip.simulation.wire;

/** What a rule makes of a packet. */
public sealed interface PacketOutcome {
  /** Nothing; the next rule is asked, and after the last one the packet arrives as sent. */
  PacketOutcome PASS = new Pass();

  /** It never arrives. */
  PacketOutcome DROP = new Drop();

  /** Some of its bits arrive wrong. */
  PacketOutcome CORRUPT = new Corrupt();

  /** See {@link #PASS}. */
  record Pass() implements PacketOutcome {}

  /** See {@link #DROP}. */
  record Drop() implements PacketOutcome {}

  /** See {@link #CORRUPT}. */
  record Corrupt() implements PacketOutcome {}

  /**
   * It arrives later than it would, so that others overtake it.
   *
   * @param delayNanos how much later
   */
  record Delay(long delayNanos) implements PacketOutcome {
    public Delay {
      requireNotNegative(delayNanos);
    }
  }

  /**
   * It arrives twice.
   *
   * @param afterNanos how long after the first the second arrives
   */
  record Duplicate(long afterNanos) implements PacketOutcome {
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
