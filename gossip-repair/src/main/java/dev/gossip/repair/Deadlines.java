package dev.gossip.repair;

import dev.gossip.api.TimerHandle;
import dev.gossip.api.relay.RelayContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Things that are due at some time, with one timer for the first of them. */
final class Deadlines<T> {
  private final RelayContext context;
  private final String timerName;
  private final Runnable onDue;
  // By their difference: the clock may overflow between two of them.
  private final TreeMap<Long, Set<T>> byTime =
      new TreeMap<>((one, other) -> Long.signum(one - other));
  private @Nullable TimerHandle timer;
  private long timerNanos;

  /**
   * @param onDue called when something is due; it takes them with {@link #takeDue}
   */
  Deadlines(RelayContext context, String timerName, Runnable onDue) {
    this.context = context;
    this.timerName = timerName;
    this.onDue = onDue;
  }

  /** Call {@link #setTimer} afterwards. */
  void add(long atNanos, T thing) {
    byTime.computeIfAbsent(atNanos, none -> new LinkedHashSet<>()).add(thing);
  }

  void remove(long atNanos, T thing) {
    Set<T> due = byTime.get(atNanos);
    if (due != null) {
      due.remove(thing);
      if (due.isEmpty()) {
        byTime.remove(atNanos);
      }
    }
  }

  /** Removes those that are due, and returns them. */
  List<T> takeDue() {
    List<T> due = new ArrayList<>();
    while (!byTime.isEmpty() && byTime.firstKey() - context.nowNanos() <= 0) {
      due.addAll(byTime.pollFirstEntry().getValue());
    }
    return due;
  }

  /** Lets the timer run at the first deadline, also if it was set for a later one. */
  void setTimer() {
    if (byTime.isEmpty()) {
      return;
    }
    long firstNanos = byTime.firstKey();
    if (timer != null) {
      if (firstNanos - timerNanos >= 0) {
        return;
      }
      timer.cancel();
    }
    timerNanos = firstNanos;
    Duration wait = Duration.ofNanos(Math.max(0, firstNanos - context.nowNanos()));
    timer =
        context.schedule(
            wait,
            timerName,
            () -> {
              timer = null;
              onDue.run();
            });
  }
}
