package dev.gossip;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Repeats an attempt whenever something has changed, instead of polling. Signalling costs one
 * volatile read while no thread waits. Thread-safe.
 */
final class ChangeSignal {
  private final AtomicInteger waiting = new AtomicInteger();
  private final Object lock = new Object();
  // Guarded by the lock.
  private long changes;

  /** Signals a change that may let an attempt succeed. Call it after the change is visible. */
  void changed() {
    if (waiting.get() > 0) {
      synchronized (lock) {
        changes++;
        lock.notifyAll();
      }
    }
  }

  /**
   * Repeats an attempt until its result is final or the limit is reached.
   *
   * @return the last result
   */
  <T> T await(Supplier<T> attempt, Predicate<T> isFinal, long limitNanos)
      throws InterruptedException {
    T result = attempt.get();
    if (isFinal.test(result)) {
      return result;
    }
    long startNanos = System.nanoTime();
    // Before the next attempt, so that any change that this attempt does not see is signalled.
    waiting.incrementAndGet();
    try {
      while (true) {
        long seen = changes();
        result = attempt.get();
        long leftNanos = limitNanos - (System.nanoTime() - startNanos);
        if (isFinal.test(result) || leftNanos <= 0) {
          return result;
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

  /** Waits for a change after those already seen, or until the limit is reached. */
  private void awaitChange(long seen, long limitNanos) throws InterruptedException {
    long startNanos = System.nanoTime();
    synchronized (lock) {
      long leftNanos = limitNanos;
      while (changes == seen && leftNanos > 0) {
        TimeUnit.NANOSECONDS.timedWait(lock, leftNanos);
        leftNanos = limitNanos - (System.nanoTime() - startNanos);
      }
    }
  }
}
