package dev.gossip.simulation.wire;

import java.util.function.LongSupplier;

/**
 * Counts what one fault hits, and how likely it is that it would hit nothing. Faults that are not
 * rules for packets, such as crashes, have one each; see {@link FaultCounters}. For one thread, or
 * under a lock.
 */
public final class FaultCounter {
  private final String fault;
  private final LongSupplier otherHits;
  private long hits;
  private double logChanceOfNone;

  /** Creates a counter of zero hits. */
  public FaultCounter(String fault) {
    this(fault, () -> 0);
  }

  FaultCounter(String fault, LongSupplier otherHits) {
    this.fault = fault;
    this.otherHits = otherHits;
  }

  /** The fault affected something. */
  public void hit() {
    hits++;
  }

  /** The fault affected this many more things. */
  public void hits(long more) {
    hits += more;
  }

  /**
   * The fault had an opportunity to hit something.
   *
   * @param logOfMiss the natural logarithm of the probability that it does not; negative infinity
   *     if it has to hit
   */
  public void opportunity(double logOfMiss) {
    logChanceOfNone += logOfMiss;
  }

  /** How often it affected something. */
  public long hits() {
    return hits + otherHits.getAsLong();
  }

  /** The count so far. */
  public FaultCount count() {
    return new FaultCount(fault, hits(), StrictMath.exp(logChanceOfNone));
  }
}
