package dev.gossip.core.engine.services;

import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import dev.gossip.api.node.Metrics;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One node's counters: a value for each metric, and the number of drops for each reason. Only the
 * node's thread writes; any thread reads, without waiting for the node: each value that it reads is
 * current and whole, and costs the node no more than a plain one.
 */
@SuppressWarnings("EnumOrdinal") // the index of an array that is never stored
public final class Counters {
  private static final Metric[] METRICS = Metric.values();
  private static final DropReason[] REASONS = DropReason.values();
  private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] values = new long[METRICS.length];
  // Allocated at the first drop: an idle node of a large simulation needs none.
  private volatile long @Nullable [] drops;

  /** Adds one. */
  public void increment(Metric metric) {
    add(metric, 1);
  }

  /** Adds an amount. */
  public void add(Metric metric, long amount) {
    set(metric, values[metric.ordinal()] + amount);
  }

  public void set(Metric metric, long value) {
    ELEMENT.setOpaque(values, metric.ordinal(), value);
  }

  /** The value of a metric now. Any thread. */
  public long get(Metric metric) {
    return (long) ELEMENT.getOpaque(values, metric.ordinal());
  }

  void drop(DropReason reason, int count) {
    long[] counts = drops;
    if (counts == null) {
      counts = new long[REASONS.length];
      drops = counts;
    }
    ELEMENT.setOpaque(counts, reason.ordinal(), counts[reason.ordinal()] + count);
  }

  private long dropped(DropReason reason) {
    long[] counts = drops;
    return counts == null ? 0 : (long) ELEMENT.getOpaque(counts, reason.ordinal());
  }

  /** All values now. Any thread. */
  public Metrics read() {
    return Metrics.of(this::get, this::dropped);
  }
}
