package dev.gossip.report;

/** Counts over time, in at most so many bins: they get wider as time goes on. */
final class TimeBins {
  private static final int BINS = 120;

  private final long[] counts = new long[BINS];
  private long widthNanos = 50_000_000;

  void add(long timeNanos, long count) {
    while (timeNanos / widthNanos >= BINS) {
      widen();
    }
    counts[(int) (timeNanos / widthNanos)] += count;
  }

  private void widen() {
    widthNanos *= 2;
    for (int i = 0; i < BINS; i++) {
      counts[i] = i < BINS / 2 ? counts[2 * i] + counts[2 * i + 1] : 0;
    }
  }

  /** Writes the width in milliseconds and the counts up to the last that is not zero. */
  void writeTo(JsonText json) {
    int used = BINS;
    while (used > 0 && counts[used - 1] == 0) {
      used--;
    }
    json.beginObject().name("width").value(widthNanos / 1e6).name("counts").beginArray();
    for (int i = 0; i < used; i++) {
      json.value(counts[i]);
    }
    json.endArray().endObject();
  }
}
