package dev.gossip.simulation.clock;

/**
 * The time of a network and the events that are scheduled. Time passes only in {@link #runUntil}.
 */
public final class VirtualTime {
  private final EventQueue queue = new EventQueue();
  private long nowNanos;

  /** The current time since the network started. */
  public long nowNanos() {
    return nowNanos;
  }

  /** Schedules an action. If its time has passed, it happens at the current time. */
  public void at(long timeNanos, Runnable action) {
    queue.add(Math.max(timeNanos, nowNanos), action);
  }

  /** Schedules an event. If its time has passed, it happens at the current time. */
  public void at(long timeNanos, Event event) {
    queue.add(Math.max(timeNanos, nowNanos), event);
  }

  /**
   * Runs the events up to a time, which is then the current one.
   *
   * @param afterEach runs after each event; if it throws, time stays at that event
   */
  public void runUntil(long endNanos, Runnable afterEach) {
    for (Event event = queue.poll(endNanos); event != null; event = queue.poll(endNanos)) {
      nowNanos = event.timeNanos;
      event.happen();
      afterEach.run();
    }
    nowNanos = endNanos;
  }

  /** How many events are scheduled. */
  public int pendingEvents() {
    return queue.size();
  }
}
