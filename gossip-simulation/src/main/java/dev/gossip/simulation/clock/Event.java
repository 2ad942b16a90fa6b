package dev.gossip.simulation.clock;

import org.jspecify.annotations.Nullable;

/** Something that happens at a time. In at most one queue at a time, and there only once. */
public abstract class Event {
  long timeNanos;
  long order;
  // The next one in a list of the queue.
  @Nullable Event next;

  /** Happens. */
  public abstract void happen();

  /**
   * Reads what {@link #happen} reads first, and changes nothing.
   *
   * @return anything that depends on what was read
   */
  public int touch() {
    return 0;
  }
}
