package dev.gossip.core.engine;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A node's own counting: a few fixed metrics, and what was dropped by reason. */
@SuppressWarnings("EnumOrdinal") // the index of an array that lives as long as the enum
public final class Counters {
  private static final Metric[] METRICS = Metric.values();

  private final long[] values = new long[METRICS.length];
  private final Map<String, long[]> dropped = new TreeMap<>();

  /** Adds one. */
  public void increment(Metric metric) {
    values[metric.ordinal()]++;
  }

  /** Adds an amount. */
  public void add(Metric metric, long amount) {
    values[metric.ordinal()] += amount;
  }

  void set(Metric metric, long value) {
    values[metric.ordinal()] = value;
  }

  long get(Metric metric) {
    return values[metric.ordinal()];
  }

  /** Counts a drop. Reasons are few constants, never text from the wire. */
  void drop(String reason, int count) {
    dropped.computeIfAbsent(reason, unused -> new long[1])[0] += count;
  }

  /** Every metric, zeros included, and {@code dropped.<reason>} for each reason that occurred. */
  SortedMap<String, Long> snapshot() {
    SortedMap<String, Long> snapshot = new TreeMap<>();
    for (Metric metric : METRICS) {
      snapshot.put(metric.label(), values[metric.ordinal()]);
    }
    dropped.forEach((reason, count) -> snapshot.put("dropped." + reason, count[0]));
    return Collections.unmodifiableSortedMap(snapshot);
  }
}
