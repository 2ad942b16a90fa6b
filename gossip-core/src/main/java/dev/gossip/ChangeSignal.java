package dev.gossip;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Repeats an attempt each time that something changed, instead of by the clock. Signalling costs
 * one volatile read while nobody waits. Thread-safe.
 */
final class ChangeSignal {
  private final AtomicInteger waiting = new AtomicInteger();
  private final Object lock = new Object();
  // Guarded by the lock.
  private long changes;

  /** Something changed that may let an attempt succeed. Call it after the change is visible. */
  void changed() {
    if (waiting.get() > 0) {
      synchronized (lock) {
        changes++;
        lock.notifyAll();
      }
    }
  }

  /**
   * Attempts until an answer is final or the time is over.
   *
   * @return the last answer
   */
  <T> T await(Supplier<T> attempt, Predicate<T> isFinal, long limitNanos)
      throws InterruptedException {
    T answer = attempt.get();
    if (isFinal.test(answer)) {
      return answer;
    }
    long beganNanos = System.nanoTime();
    // Before the next attempt, so that a change that it does not see is signalled.
    waiting.incrementAndGet();
    try {
      while (true) {
        long seen = changes();
        answer = attempt.get();
        long leftNanos = limitNanos - (System.nanoTime() - beganNanos);
        if (isFinal.test(answer) || leftNanos <= 0) {
          return answer;
        }
        awaitChange(seen, leftNanos);
      }
    } finally {
      waiting.decrementAndGet();
    }
  }

  private long changes() {
    synchronized (lock) {
      return changes;
    }
  }

  /** Waits until there was another change than those seen, or until the time is over. */
  private void awaitChange(long seen, long limitNanos) throws InterruptedException {
    long beganNanos = System.nanoTime();
    synchronized (lock) {
      long leftNanos = limitNanos;
      while (changes == seen && leftNanos > 0) {
        TimeUnit.NANOSECONDS.timedWait(lock, leftNanos);
        leftNanos = limitNanos - (System.nanoTime() - beganNanos);
      }
    }
  }
}
