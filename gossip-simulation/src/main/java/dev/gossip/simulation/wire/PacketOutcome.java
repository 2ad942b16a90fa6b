package dev.gossip.simulation.wire;

/** What a rule does to a packet. */
public sealed interface PacketOutcome {
  /** Nothing: the next rule decides. After the last rule the packet arrives as sent. */
  PacketOutcome PASS = new Pass();

  /** The packet is lost. */
  PacketOutcome DROP = new Drop();

  /** The packet arrives with flipped bits. */
  PacketOutcome CORRUPT = new Corrupt();

  /** See {@link #PASS}. */
  record Pass() implements PacketOutcome {}

  /** See {@link #DROP}. */
  record Drop() implements PacketOutcome {}

  /** See {@link #CORRUPT}. */
  record Corrupt() implements PacketOutcome {}

  /**
   * The packet arrives later, so that others can overtake it.
   *
   * @param delayNanos how much later
   */
  record Delay(long delayNanos) implements PacketOutcome {
    public Delay {
      requireNotNegative(delayNanos);
    }
  }

  /**
   * The packet arrives twice.
   *
   * @param afterNanos how long after the first copy the second one arrives
   */
  record Duplicate(long afterNanos) implements PacketOutcome {
    public Duplicate {
      requireNotNegative(afterNanos);
    }
  }

  private static void requireNotNegative(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a delay must not be negative: " + nanos + " ns");
    }
  }
}
