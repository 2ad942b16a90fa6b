package dev.gossip.core.engine.services;

import dev.gossip.api.TimerHandle;
import org.jspecify.annotations.Nullable;

/**
 * An action that runs later; the {@link TimerQueue} knows when. One object with everything: a node
 * has one for each of its links.
 */
abstract class Timer implements TimerHandle {
  private final String label;
  // Null before it starts, and when it has run or was cancelled.
  private @Nullable Runnable action;

  /**
   * @param label for traces
   */
  Timer(String label) {
    this.label = label;
  }

  /** Runs the action; the timer has left the queue. */
  abstract void run(Runnable dueAction);

  /** Whose action it is, for traces and failures: the id of a plugin, or the engine. */
  abstract String owner();

  final String label() {
    return label;
  }

  /** Starts the timer. */
  final void start(Runnable whenDue) {
    action = whenDue;
  }

  /** Ends the timer; returns its action, null if it has not started or has ended before. */
  final @Nullable Runnable end() {
    Runnable pending = action;
    action = null;
    return pending;
  }

  /** Whether it has ended; for a timer that has started. */
  final boolean hasEnded() {
    return action == null;
  }

  @Override
  public final String toString() {
    return owner() + ": " + label;
  }
}
