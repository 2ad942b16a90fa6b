package dev.gossip.core.engine.services;

import dev.gossip.api.TimerHandle;
import org.jspecify.annotations.Nullable;

/**
 * An action that runs later, and its place in the {@link TimerQueue}. One object with everything: a
 * node has one for each of its links.
 */
abstract class Timer implements TimerHandle, Comparable<Timer> {
  private static final long NOT_STARTED = -1;

  private final String label;
  // Null when it has run or was cancelled.
  private @Nullable Runnable action;
  private long offsetNanos;
  private long sequence = NOT_STARTED;

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

  /** Gives the timer its place in the queue, which does not change while it is there. */
  final void start(long atOffsetNanos, long atSequence) {
    offsetNanos = atOffsetNanos;
    sequence = atSequence;
  }

  /** Ends the timer; returns its action, null if it has not started or has ended before. */
  final @Nullable Runnable end() {
    Runnable pending = sequence == NOT_STARTED ? null : action;
    action = null;
    return pending;
  }

  final boolean hasEnded() {
    return action == null;
  }

  final long offsetNanos() {
    return offsetNanos;
  }

  final long sequence() {
    return sequence;
  }

  @Override
  public final int compareTo(Timer other) {
    int order = Long.compare(offsetNanos, other.offsetNanos);
    return order != 0 ? order : Long.compare(sequence, other.sequence);
  }

  @Override
  public final String toString() {
    return owner() + ": " + label + " at +" + offsetNanos + " ns";
  }
}
