package dev.gossip.simulation.wire;

import java.time.Duration;
import java.util.function.Predicate;

/** Selects packets, and installs a fault for them. Immutable. */
public final class FaultTarget {
  private final Faults faults;
  private final String where;
  private final Predicate<Packet> matches;
  private final double share;

  FaultTarget(Faults faults, String where, Predicate<Packet> matches) {
    this(faults, where, matches, 1);
  }

  private FaultTarget(Faults faults, String where, Predicate<Packet> matches, double share) {
    this.faults = faults;
    this.where = where;
    this.matches = matches;
    this.share = share;
  }

  /**
   * Selects only this share of the packets; each is drawn independently.
   *
   * @param probability from 0 to 1
   */
  public FaultTarget share(double probability) {
    requireShare(probability);
    return new FaultTarget(faults, where, matches, probability);
  }

  /** Selects only packets of at most this size, without IP and UDP headers. */
  public FaultTarget upTo(int bytes) {
    return new FaultTarget(
        faults,
        where + (bytes == Integer.MAX_VALUE ? "" : " up to " + bytes + " bytes"),
        packet -> packet.bytes() <= bytes && matches.test(packet),
        share);
  }

  /**
   * Checks a probability.
   *
   * @throws IllegalArgumentException unless it is from 0 to 1
   */
  public static void requireShare(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException("a share is from 0 to 1, not " + probability);
    }
  }

  /** Drops the packets. */
  public Fault drop() {
    return install("drop", (packet, random) -> PacketOutcome.DROP);
  }

  /** Delays the packets by a fixed time. */
  public Fault delay(Duration delay) {
    PacketOutcome outcome = new PacketOutcome.Delay(notNegative(delay));
    return install("delay by " + TimeText.of(delay), (packet, random) -> outcome);
  }

  /** Delays the packets by a random time up to this bound, so that others overtake them. */
  public Fault reorder(Duration within) {
    long bound = notNegative(within) + 1;
    return install(
        "reorder within " + TimeText.of(within),
        (packet, random) -> new PacketOutcome.Delay(random.nextLong(bound)));
  }

  /** Duplicates the packets; the copy arrives later by a random time up to this bound. */
  public Fault duplicate(Duration within) {
    long bound = notNegative(within) + 1;
    return install(
        "duplicate within " + TimeText.of(within),
        (packet, random) -> new PacketOutcome.Duplicate(random.nextLong(bound)));
  }

  /** Flips some bits of the packets. */
  public Fault corrupt() {
    return install("corrupt", (packet, random) -> PacketOutcome.CORRUPT);
  }

  /**
   * Applies a custom rule to the packets.
   *
   * @param what it does, for reports
   * @param rule has to hit every packet that it is asked about; a rule that decides by itself what
   *     it hits is installed with {@link Faults#add}
   */
  public Fault rule(String what, PacketRule rule) {
    return install(what, rule);
  }

  private Fault install(String what, PacketRule rule) {
    String description = what + " " + where + (share < 1 ? " (share " + share + ")" : "");
    return faults.add(description, matches, share, rule);
  }

  private static long notNegative(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time must not be negative: " + TimeText.of(time));
    }
    return time.toNanos();
  }
}
