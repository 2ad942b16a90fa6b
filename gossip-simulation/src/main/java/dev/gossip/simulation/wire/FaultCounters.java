package dev.gossip.simulation.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The counters of faults that are not rules for packets: crashes, pauses, churn, wrong clocks and
 * attackers. Internal to the worlds: tests see the counts only. Any thread may ask for a counter.
 */
public final class FaultCounters {
  /** How many faults are counted; a test that has more has shown that they work. */
  private static final int MAX_COUNTED = 10_000;

  private final Map<String, FaultCounter> counters = new LinkedHashMap<>();

  /** Creates a list without counters. */
  public FaultCounters() {}

  /** The counter of a fault. The same text, the same counter. */
  public FaultCounter counter(String fault) {
    return counter(fault, () -> 0);
  }

  /**
   * The counter of a fault whose hits something else counts, too.
   *
   * @param hits how many there were so far
   */
  public synchronized FaultCounter counter(String fault, LongSupplier hits) {
    FaultCounter counter = counters.get(fault);
    if (counter == null) {
      counter = new FaultCounter(fault, hits);
      if (counters.size() < MAX_COUNTED) {
        counters.put(fault, counter);
      }
    }
    return counter;
  }

  /** What all faults hit so far, in order of their first use. */
  public synchronized List<FaultCount> counts() {
    List<FaultCount> counts = new ArrayList<>();
    counters.values().forEach(counter -> counts.add(counter.count()));
    return counts;
  }
}
