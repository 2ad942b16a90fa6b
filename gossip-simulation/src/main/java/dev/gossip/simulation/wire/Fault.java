package dev.gossip.simulation.wire;

import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** An installed fault, in force until it is removed. Counts the packets that it hits. */
public final class Fault {
  /** The share of a rule that decides by itself what it hits. */
  static final double UNKNOWN = -1;

  private final Faults faults;
  private final String description;
  private final Predicate<Packet> selects;
  private final double share;
  private final double logOfMiss;
  private final PacketRule rule;
  private final SenderStreams random;
  private final FaultCounter counter;

  /**
   * @param selects the packets that the fault is about
   * @param share the share of these that it hits; {@link #UNKNOWN} if the rule decides that
   */
  Fault(
      Faults faults,
      String description,
      Predicate<Packet> selects,
      double share,
      PacketRule rule,
      SenderStreams random) {
    this.faults = faults;
    this.description = description;
    this.selects = selects;
    this.share = share;
    this.logOfMiss = share < 0 ? 0 : StrictMath.log1p(-share);
    this.rule = rule;
    this.random = random;
    this.counter = new FaultCounter(description);
  }

  /**
   * Decides what happens to a packet.
   *
   * @param fits whether it is not lost anyway; if it is, only dropping it is a hit
   */
  PacketOutcome decide(Packet packet, boolean fits) {
    if (!selects.test(packet)) {
      return PacketOutcome.PASS;
    }
    RandomGenerator draws = random.of(packet.from());
    boolean isMissed = share >= 0 && share < 1 && draws.nextDouble() >= share;
    PacketOutcome outcome = isMissed ? PacketOutcome.PASS : rule.decide(packet, draws);
    if (fits || outcome instanceof PacketOutcome.Drop) {
      counter.opportunity(logOfMiss);
      if (!(outcome instanceof PacketOutcome.Pass)) {
        counter.hit();
      }
    }
    return outcome;
  }

  /** How many packets it hit so far. */
  public long hits() {
    return count().hits();
  }

  /** What it hit so far, and how likely it was to hit nothing. */
  public FaultCount count() {
    return faults.count(counter);
  }

  /** Removes the fault for packets sent from now on. Further calls have no effect. */
  public void remove() {
    faults.remove(this);
  }

  @Override
  public String toString() {
    return description;
  }
}
