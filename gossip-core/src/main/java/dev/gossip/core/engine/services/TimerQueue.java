package dev.gossip.core.engine.services;

import dev.gossip.api.TimerHandle;
import java.util.PriorityQueue;

/**
 * The actions that one node runs later. The same queue serves real and virtual time. Actions with
 * the same deadline run in the order of scheduling.
 */
public final class TimerQueue {

  /** The result of {@link #nextDeadlineNanos} when nothing is scheduled. */
  public static final long NONE = Long.MAX_VALUE;

  private final PriorityQueue<Timer> queue = new PriorityQueue<>();
  private final long originNanos;
  private long nextSequence;
  private int pending;
  // Copied from the head, so that reading it, after every datagram, touches nothing else.
  private boolean isEmpty = true;
  private long earliestOffsetNanos;

  /**
   * @param originNanos the monotonic time now; the clock may start anywhere
   */
  public TimerQueue(long originNanos) {
    this.originNanos = originNanos;
  }

  /**
   * Runs an action later.
   *
   * @param deadlineNanos monotonic
   * @param label for traces
   */
  public TimerHandle schedule(long deadlineNanos, String label, Runnable action) {
    purgeIfMostlyCancelled();
    Timer timer = new Timer(deadlineNanos - originNanos, nextSequence++, label, action);
    queue.add(timer);
    pending++;
    if (isEmpty || timer.offsetNanos < earliestOffsetNanos) {
      isEmpty = false;
      earliestOffsetNanos = timer.offsetNanos;
    }
    return timer;
  }

  /** The monotonic time at which {@link #runNext} has work, or {@link #NONE}. */
  public long nextDeadlineNanos() {
    return isEmpty ? NONE : earliestOffsetNanos + originNanos;
  }

  /**
   * Whether {@link #runNext} has work. Comparing {@link #nextDeadlineNanos} with the time is not
   * enough: no arithmetic with {@link #NONE} is right for every clock.
   */
  public boolean isDue(long nowNanos) {
    return !isEmpty && earliestOffsetNanos <= nowNanos - originNanos;
  }

  /**
   * Whether {@link #runNext} has work that was scheduled before {@link #mark} was called.
   *
   * @param mark the result of that call
   */
  public boolean isDue(long nowNanos, long mark) {
    Timer head = queue.peek();
    return isDue(nowNanos) && head != null && head.sequence < mark;
  }

  /** Separates the actions scheduled so far from those that will be. */
  public long mark() {
    return nextSequence;
  }

  /** Runs the next action that is due; returns false if there is none. */
  public boolean runNext(long nowNanos) {
    if (!isDue(nowNanos)) {
      return false;
    }
    Timer head = queue.remove();
    head.finished = true;
    pending--;
    findEarliest();
    head.action.run();
    return true;
  }

  /** How many actions are pending. */
  public int size() {
    return pending;
  }

  private void findEarliest() {
    Timer head = queue.peek();
    while (head != null && head.finished) {
      queue.remove();
      head = queue.peek();
    }
    isEmpty = head == null;
    earliestOffsetNanos = head == null ? 0 : head.offsetNanos;
  }

  /** Cancelling only marks a timer, so that it costs little; this removes the marked ones. */
  private void purgeIfMostlyCancelled() {
    if (queue.size() > 64 && queue.size() > 2 * pending) {
      queue.removeIf(timer -> timer.finished);
    }
  }

  private final class Timer implements TimerHandle, Comparable<Timer> {
    private final long offsetNanos;
    private final long sequence;
    private final String label;
    private final Runnable action;
    private boolean finished;

    Timer(long offsetNanos, long sequence, String label, Runnable action) {
      this.offsetNanos = offsetNanos;
      this.sequence = sequence;
      this.label = label;
      this.action = action;
    }

    @Override
    public void cancel() {
      if (!finished) {
        finished = true;
        pending--;
        if (offsetNanos == earliestOffsetNanos) {
          findEarliest();
        }
      }
    }

    @Override
    public int compareTo(Timer other) {
      int order = Long.compare(offsetNanos, other.offsetNanos);
      return order != 0 ? order : Long.compare(sequence, other.sequence);
    }

    @Override
    public String toString() {
      return label + " at +" + offsetNanos + " ns";
    }
  }
}
