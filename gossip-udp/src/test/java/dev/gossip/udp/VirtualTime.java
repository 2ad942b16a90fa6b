package dev.gossip.udp;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Actions in virtual time. They run by due time, then in the order in which they were added. */
public final class VirtualTime {
  private record Event(long dueNanos, long order, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(
          Comparator.comparingLong(Event::dueNanos).thenComparingLong(Event::order));
  private long nowNanos;
  private long order;

  /**
   * Creates a clock.
   *
   * @param startNanos what it shows; a monotonic clock may be negative
   */
  public VirtualTime(long startNanos) {
    nowNanos = startNanos;
  }

  /** What the clock shows. */
  public long nowNanos() {
    return nowNanos;
  }

  /**
   * Adds an action.
   *
   * @param delayNanos from now; a negative one counts as zero
   * @return removes it
   */
  public Runnable schedule(long delayNanos, Runnable action) {
    Event event = new Event(nowNanos + Math.max(0, delayNanos), order++, action);
    events.add(event);
    return () -> events.remove(event);
  }

  /** The time of the next action, or the limit, whichever comes first. */
  public long nextNanos(long limitNanos) {
    Event next = events.peek();
    return next == null ? limitNanos : Math.min(next.dueNanos(), limitNanos);
  }

  /** Lets time pass to a point in time, without running anything; never goes back. */
  public void advanceTo(long nanos) {
    nowNanos = Math.max(nowNanos, nanos);
  }

  /** Runs the next action at its time, unless it is due later than a limit; returns whether. */
  public boolean runNext(long limitNanos) {
    Event next = events.peek();
    if (next == null || next.dueNanos() > limitNanos) {
      return false;
    }
    events.remove();
    advanceTo(next.dueNanos());
    next.action().run();
    return true;
  }

  /** Runs all that is due until a point in time, which it then is. */
  public void runUntil(long endNanos) {
    boolean ran = true;
    while (ran) {
      ran = runNext(endNanos);
    }
    advanceTo(endNanos);
  }
}
