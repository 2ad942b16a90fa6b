package dev.gossip.api.node;

import java.util.Arrays;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a node had counted when it was asked: a value for each {@link Metric}, and the number of
 * drops for each {@link DropReason}. Immutable and thread-safe; two are equal if all values are.
 *
 * <p>Each value is current, but they are read one after the other while the node works: two values
 * that change together may differ by the datagram or message that is being handled.
 */
@SuppressWarnings("EnumOrdinal") // the index of an array that is never stored
public final class Metrics {
  private static final Metric[] METRICS = Metric.values();
  private static final DropReason[] REASONS = DropReason.values();

  private final long[] values = new long[METRICS.length];
  private final long[] drops = new long[REASONS.length];

  private Metrics(ToLongFunction<Metric> values, ToLongFunction<DropReason> drops) {
    Arrays.setAll(this.values, i -> values.applyAsLong(METRICS[i]));
    Arrays.setAll(this.drops, i -> drops.applyAsLong(REASONS[i]));
  }

  /**
   * Reads every value once, on the calling thread. Called by the node; public so that tests of what
   * shows metrics can create some.
   */
  public static Metrics of(ToLongFunction<Metric> values, ToLongFunction<DropReason> drops) {
    return new Metrics(values, drops);
  }

  /** The value of a counter or gauge; {@link Metric#meaning} says of what, in which unit. */
  public long get(Metric metric) {
    return values[metric.ordinal()];
  }

  /** How many times something was dropped for a reason; 0 if it never happened. */
  public long dropped(DropReason reason) {
    return drops[reason.ordinal()];
  }

  /** How many times something was dropped, for whatever reason. */
  public long dropped() {
    return Arrays.stream(drops).sum();
  }

  /**
   * The values by name, sorted and immutable: every metric under its {@link Metric#label label},
   * zeros included, and each reason that occurred under its {@link DropReason#metricName name}.
   */
  public SortedMap<String, Long> asMap() {
    SortedMap<String, Long> map = new TreeMap<>();
    for (Metric metric : METRICS) {
      map.put(metric.label(), get(metric));
    }
    for (DropReason reason : REASONS) {
      if (dropped(reason) != 0) {
        map.put(reason.metricName(), dropped(reason));
      }
    }
    return Collections.unmodifiableSortedMap(map);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Metrics that
        && Arrays.equals(values, that.values)
        && Arrays.equals(drops, that.drops);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(values) + Arrays.hashCode(drops);
  }

  @Override
  public String toString() {
    return asMap().toString();
  }
}
