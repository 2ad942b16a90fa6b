package dev.gossip.core.engine.services;

import dev.gossip.api.node.DropReason;
import dev.gossip.api.node.Metric;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One node's counters: a value for each metric, and the number of drops for each reason. */
@SuppressWarnings("EnumOrdinal") // the index of an array that is never stored
public final class Counters {
  private static final Metric[] METRICS = Metric.values();
  private static final DropReason[] REASONS = DropReason.values();

  private final long[] values = new long[METRICS.length];
  // Allocated at the first drop: an idle node of a large simulation needs none.
  private long @Nullable [] drops;

  /** Adds one. */
  public void increment(Metric metric) {
    values[metric.ordinal()]++;
  }

  /** Adds an amount. */
  public void add(Metric metric, long amount) {
    values[metric.ordinal()] += amount;
  }

  public void set(Metric metric, long value) {
    values[metric.ordinal()] = value;
  }

  public long get(Metric metric) {
    return values[metric.ordinal()];
  }

  void drop(DropReason reason, int count) {
    if (drops == null) {
      drops = new long[REASONS.length];
    }
    drops[reason.ordinal()] += count;
  }

  /** Every metric, zeros included, and {@code dropped.<reason>} for each reason that occurred. */
  public SortedMap<String, Long> snapshot() {
    SortedMap<String, Long> snapshot = new TreeMap<>();
    for (Metric metric : METRICS) {
      snapshot.put(metric.label(), values[metric.ordinal()]);
    }
    if (drops != null) {
      for (DropReason reason : REASONS) {
        if (drops[reason.ordinal()] != 0) {
          snapshot.put(reason.metricName(), drops[reason.ordinal()]);
        }
      }
    }
    return Collections.unmodifiableSortedMap(snapshot);
  }
}
