package dev.gossip.core.engine.services;

import static java.util.Objects.requireNonNull;

import dev.gossip.api.TimerHandle;

/**
 * The actions that one node runs later. The same queue serves real and virtual time. Actions with
 * the same deadline run in the order of scheduling.
 */
public final class TimerQueue {

  /** The result of {@link #nextDeadlineNanos} when nothing is scheduled. */
  public static final long NONE = Long.MAX_VALUE;

  private static final String ENGINE = "the engine";

  /** Fewer cancelled timers are not worth looking for. */
  private static final int MANY = 16;

  private final TimerHeap queue = new TimerHeap();
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
   * Runs an action of the engine later.
   *
   * @param deadlineNanos monotonic
   * @param label for traces
   */
  public TimerHandle schedule(long deadlineNanos, String label, Runnable action) {
    return schedule(deadlineNanos, ENGINE, label, action);
  }

  /**
   * Runs an action later.
   *
   * @param deadlineNanos monotonic
   * @param owner whose action it is, for traces and failures: the id of a plugin
   * @param label for traces and failures
   */
  public TimerHandle schedule(long deadlineNanos, String owner, String label, Runnable action) {
    Timer timer = new OwnedTimer(owner, label);
    start(timer, deadlineNanos, action);
    return timer;
  }

  /** Starts a timer, which must not have been started before. */
  void start(Timer timer, long deadlineNanos, Runnable action) {
    purgeIfManyAreCancelled();
    long offsetNanos = deadlineNanos - originNanos;
    timer.start(action);
    queue.add(timer, offsetNanos, nextSequence++);
    pending++;
    if (isEmpty || offsetNanos < earliestOffsetNanos) {
      isEmpty = false;
      earliestOffsetNanos = offsetNanos;
    }
  }

  /** Cancels a timer; returns false if it was not pending. */
  boolean cancel(Timer timer) {
    if (timer.end() == null) {
      return false;
    }
    pending--;
    if (timer.equals(queue.peek())) {
      findEarliest();
    }
    return true;
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
    return isDue(nowNanos) && queue.headSequence() < mark;
  }

  /** Separates the actions scheduled so far from those that will be. */
  public long mark() {
    return nextSequence;
  }

  /** What runs next, with its owner; for people. */
  public String describeNext() {
    Timer head = queue.peek();
    return head == null ? "no timer" : "timer '" + head.label() + "' of " + head.owner();
  }

  /** Runs the next action that is due; returns false if there is none. */
  public boolean runNext(long nowNanos) {
    if (!isDue(nowNanos)) {
      return false;
    }
    Timer head = requireNonNull(queue.peek(), "a timer");
    queue.remove();
    Runnable action = requireNonNull(head.end(), "a timer that has ended");
    pending--;
    findEarliest();
    head.run(action);
    return true;
  }

  /** How many actions are pending. */
  public int size() {
    return pending;
  }

  private void findEarliest() {
    Timer head = queue.peek();
    while (head != null && head.hasEnded()) {
      queue.remove();
      head = queue.peek();
    }
    isEmpty = head == null;
    earliestOffsetNanos = head == null ? 0 : queue.headOffsetNanos();
  }

  /** Cancelling only marks a timer, so that it costs little; this removes the marked ones. */
  private void purgeIfManyAreCancelled() {
    if (queue.size() > MANY && 4 * queue.size() > 5 * pending) {
      queue.removeEnded();
    }
  }

  private final class OwnedTimer extends Timer {
    private final String owner;

    OwnedTimer(String owner, String label) {
      super(label);
      this.owner = owner;
    }

    @Override
    String owner() {
      return owner;
    }

    @Override
    void run(Runnable dueAction) {
      dueAction.run();
    }

    @Override
    public void cancel() {
      boolean unused = TimerQueue.this.cancel(this);
    }
  }
}
