package dev.gossip.testkit.relay;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Timers that run when a test says so: by time, and at one time in the order of scheduling. */
final class ManualTimers {
  private final long startNanos;
  private final TreeSet<Timer> waiting =
      new TreeSet<>(
          Comparator.comparingLong((Timer timer) -> timer.dueAfterNanos)
              .thenComparingLong(timer -> timer.sequence));
  // Since the start, so that it does not matter where the clock started.
  private long elapsedNanos;
  private long nextSequence;

  ManualTimers(long startNanos) {
    this.startNanos = startNanos;
  }

  /** One action. */
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

  /** A timer that does not wait yet. */
  Timer create(long delayNanos, String label, Runnable action) {
    return new Timer(elapsedNanos + Math.max(0, delayNanos), nextSequence++, label, action);
  }

  void start(Timer timer) {
    waiting.add(timer);
  }

  void cancel(Timer timer) {
    waiting.remove(timer);
  }

  void advance(long nanos, Consumer<Runnable> runner) {
    long end = elapsedNanos + nanos;
    while (!waiting.isEmpty() && waiting.first().dueAfterNanos <= end) {
      fireNext(runner);
    }
    elapsedNanos = end;
  }

  boolean fireNext(Consumer<Runnable> runner) {
    Timer next = waiting.pollFirst();
    if (next == null) {
      return false;
    }
    elapsedNanos = next.dueAfterNanos;
    runner.accept(next.action);
    return true;
  }

  List<String> describe() {
    return waiting.stream()
        .map(timer -> timer.label + " in " + Duration.ofNanos(timer.dueAfterNanos - elapsedNanos))
        .toList();
  }
}
