package dev.gossip;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Runs the application's listeners on a thread of its own, so that a slow listener does not block
 * the node. The queue is bounded, in tasks and in bytes; what does not fit is rejected. The thread
 * starts with the first task.
 */
final class DeliveryThread implements Executor {
  /** Payloads up to this size are bounded by their number alone. */
  private static final int SMALL_BYTES = 1_024;

  private final int capacity;
  private final int maxBytes;
  private final ThreadFactory threads;
  private final Object lock = new Object();
  private Queue<Runnable> waiting = new ArrayDeque<>();
  private Queue<Runnable> running = new ArrayDeque<>();
  private @Nullable Thread thread;

  /** The number of tasks that wait or run, including those of the current batch. */
  private final AtomicInteger pending = new AtomicInteger();

  /** The bytes of large payloads in these tasks. */
  private final AtomicLong pendingBytes = new AtomicLong();

  private boolean idle;
  private boolean closed;

  DeliveryThread(int capacity, int maxBytes, String name) {
    this(capacity, maxBytes, task -> new Thread(task, name));
  }

  /**
   * @param threads makes the thread
   */
  DeliveryThread(int capacity, int maxBytes, ThreadFactory threads) {
    this.capacity = capacity;
    this.maxBytes = maxBytes;
    this.threads = threads;
  }

  /**
   * @throws RejectedExecutionException if the queue is full or this is shut down
   */
  @Override
  public void execute(Runnable task) {
    synchronized (lock) {
      if (closed || pending.get() >= capacity) {
        throw new RejectedExecutionException(capacity + " deliveries are already waiting");
      }
      if (thread == null) {
        // Before the task is kept: if the system has no thread left, the next task asks again.
        Thread started = threads.newThread(this::loop);
        started.start();
        thread = started;
      }
      waiting.add(task);
      pending.incrementAndGet();
      if (idle) {
        lock.notifyAll();
      }
    }
  }

  /**
   * Like {@link #execute(Runnable)}, for a task that holds a payload.
   *
   * @throws RejectedExecutionException if the queue is full or this is shut down
   */
  void execute(Runnable task, int payloadBytes) {
    if (payloadBytes <= SMALL_BYTES) {
      execute(task);
      return;
    }
    long before = pendingBytes.getAndAdd(payloadBytes);
    if (before > 0 && before + payloadBytes > maxBytes) {
      pendingBytes.addAndGet(-payloadBytes);
      throw new RejectedExecutionException(before + " bytes are already waiting");
    }
    try {
      execute(
          () -> {
            try {
              task.run();
            } finally {
              pendingBytes.addAndGet(-payloadBytes);
            }
          });
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      pendingBytes.addAndGet(-payloadBytes);
      throw e;
    }
  }

  /** Whether less important tasks should be skipped to keep room for important ones. */
  boolean isHalfFull() {
    return pending.get() >= capacity / 2;
  }

  /** Rejects further tasks. Waiting tasks still run, then the thread ends. */
  void shutDown() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }

  /** Waits for the thread to end after {@link #shutDown}. Returns at once on the thread itself. */
  void join() throws InterruptedException {
    Thread ending;
    synchronized (lock) {
      ending = thread;
    }
    if (ending != null && ending != Thread.currentThread()) {
      ending.join();
    }
  }

  private void loop() {
    while (takeBatch()) {
      for (Runnable task = running.poll(); task != null; task = running.poll()) {
        runAndReport(task);
      }
    }
  }

  /**
   * Catches everything that a task throws: if this thread ended, the application would receive
   * nothing more, not even that the node has stopped.
   */
  private void runAndReport(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      report(e);
    } finally {
      pending.decrementAndGet();
    }
  }

  private static void report(Throwable thrown) {
    Thread current = Thread.currentThread();
    try {
      current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
    } catch (Throwable e) {
      // Ignored, as the JVM ignores what a handler throws.
    }
  }

  /** Takes all waiting tasks at once, so that the lock is taken once per batch and not per task. */
  private boolean takeBatch() {
    synchronized (lock) {
      while (waiting.isEmpty() && !closed) {
        idle = true;
        try {
          lock.wait();
        } catch (InterruptedException e) {
          // An interrupt by a listener does not stop delivery; only shutDown does.
        } finally {
          idle = false;
        }
      }
      Queue<Runnable> batch = waiting;
      waiting = running;
      running = batch;
      return !batch.isEmpty();
    }
  }
}
