package dev.gossip;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the application's listeners, so that they can take their time without holding up the node.
 * What waits is bounded; what does not fit is refused. The thread starts with the first task.
 */
final class DeliveryThread implements Executor {
  private final int capacity;
  private final String name;
  private final Object lock = new Object();
  private Queue<Runnable> waiting = new ArrayDeque<>();
  private Queue<Runnable> running = new ArrayDeque<>();
  private @Nullable Thread thread;

  /** What waits and what runs, of the batch at hand too. */
  private final AtomicInteger pending = new AtomicInteger();

  private boolean idle;
  private boolean closed;

  DeliveryThread(int capacity, String name) {
    this.capacity = capacity;
    this.name = name;
  }

  /**
   * @throws RejectedExecutionException when as much waits as may
   */
  @Override
  public void execute(Runnable task) {
    synchronized (lock) {
      if (closed || pending.get() >= capacity) {
        throw new RejectedExecutionException(capacity + " deliveries wait already");
      }
      waiting.add(task);
      pending.incrementAndGet();
      if (thread == null) {
        thread = new Thread(this::loop, name);
        thread.start();
      } else if (idle) {
        lock.notifyAll();
      }
    }
  }

  /** Whether what matters less should be left out to keep room for what matters. */
  boolean isHalfFull() {
    return pending.get() >= capacity / 2;
  }

  /** Takes no more; what waits still runs, then the thread ends. */
  void shutDown() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }

  /** Waits for the end after {@link #shutDown}, unless this is the thread. */
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
   * Whatever a task throws, the next one runs: without this thread the application would hear
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
      // The JVM ignores what a handler throws, too.
    }
  }

  /** Takes all that waits at once: one turn of the lock for a batch, not for each task. */
  private boolean takeBatch() {
    synchronized (lock) {
      while (waiting.isEmpty() && !closed) {
        idle = true;
        try {
          lock.wait();
        } catch (InterruptedException e) {
          // A listener's own interrupt is no reason to stop delivering; shutDown is the way to end.
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
