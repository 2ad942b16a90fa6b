package dev.gossip.core.engine.services;

import dev.gossip.api.TimerHandle;
import org.jspecify.annotations.Nullable;

/**
 * An action that runs later, and its deadline in the {@link TimerQueue}. One object with
 * everything: a node has one for each of its links.
 */
abstract class Timer implements TimerHandle {
  private static final long NOT_STARTED = Long.MIN_VALUE;

  private final String label;
  // Null when it has run or was cancelled.
  private @Nullable Runnable action;
  private long offsetNanos = NOT_STARTED;

  /**
   * @param label for traces
   */
  Timer(String label, Runnable action) {
    this.label = label;
    this.action = action;
  }

  /** Runs the action; the timer has left the queue. */
  abstract void run(Runnable dueAction);

  /** Whose action it is, for traces and failures: the id of a plugin, or the engine. */
  abstract String owner();

  final String label() {
    return label;
  }

  /** Starts the timer; its deadline does not change while it is in the queue. */
  final void start(long atOffsetNanos) {
    offsetNanos = atOffsetNanos;
  }

  /** Ends the timer; returns its action, null if it has not started or has ended before. */
  final @Nullable Runnable end() {
    Runnable pending = offsetNanos == NOT_STARTED ? null : action;
    action = null;
    return pending;
  }

  final boolean hasEnded() {
    return action == null;
  }

  final long offsetNanos() {
    return offsetNanos;
  }

  @Override
  public final String toString() {
    return owner() + ": " + label + " at +" + offsetNanos + " ns";
  }
}
