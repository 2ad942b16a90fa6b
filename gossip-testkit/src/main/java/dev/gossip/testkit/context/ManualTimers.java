package dev.gossip.testkit.context;

import dev.gossip.simulation.wire.TimeText;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Timers with a manual clock. They run by due time, then in the order of their creation. */
final class ManualTimers {
  private final long startNanos;
  private final TreeSet<Timer> pending =
      new TreeSet<>(
          Comparator.comparingLong((Timer timer) -> timer.dueAfterNanos)
              .thenComparingLong(timer -> timer.sequence));
  // Relative to the start, so that the start value of the clock does not matter.
  private long elapsedNanos;
  private long nextSequence;

  ManualTimers(long startNanos) {
    this.startNanos = startNanos;
  }

  /** A timer, pending or not. */
  static final class Timer {
    private final long dueAfterNanos;
    private final long sequence;
    private final String label;
    private final Runnable action;

    private Timer(long dueAfterNanos, long sequence, String label, Runnable action) {
      this.dueAfterNanos = dueAfterNanos;
      this.sequence = sequence;
      this.label = label;
      this.action = action;
    }
  }

  long nowNanos() {
    return startNanos + elapsedNanos;
  }

  /** Creates a timer that is not pending yet. */
  Timer create(long delayNanos, String label, Runnable action) {
    return new Timer(elapsedNanos + delayNanos, nextSequence++, label, action);
  }

  void start(Timer timer) {
    pending.add(timer);
  }

  void cancel(Timer timer) {
    pending.remove(timer);
  }

  void advance(long nanos, Consumer<Runnable> runner) {
    long end = elapsedNanos + nanos;
    while (!pending.isEmpty() && pending.first().dueAfterNanos <= end) {
      fireNext(runner);
    }
    elapsedNanos = end;
  }

  boolean fireNext(Consumer<Runnable> runner) {
    Timer next = pending.pollFirst();
    if (next == null) {
      return false;
    }
    elapsedNanos = next.dueAfterNanos;
    runner.accept(next.action);
    return true;
  }

  int count() {
    return pending.size();
  }

  List<String> describe() {
    return pending.stream().map(timer -> timer.label + " in " + timeUntil(timer)).toList();
  }

  private String timeUntil(Timer timer) {
    return TimeText.of(Duration.ofNanos(timer.dueAfterNanos - elapsedNanos));
  }
}
