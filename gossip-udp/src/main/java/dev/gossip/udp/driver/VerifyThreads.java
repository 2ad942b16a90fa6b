package dev.gossip.udp.driver;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do the expensive work of one node: they verify signatures and do the key agreements
 * of secure links, first come first served. They start on demand and end after some idle time.
 *
 * <p>The queue itself has no bound, since what fills it has one: the node verifies a few messages
 * at a time, accepted handshakes calculate 8 answers at a time, and each handshake that waits for
 * its answer or finish has up to 4 of them read at a time.
 */
final class VerifyThreads {
  private static final int IDLE_SECONDS = 10;

  // Work that takes longer, such as a validator that hangs, must not keep a node from closing.
  private static final int CLOSE_SECONDS = 1;

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final @Nullable ThreadPoolExecutor executor;

  /**
   * @param count number of threads; with 0 the caller has to run the work itself
   */
  VerifyThreads(int count, String threadName) {
    executor = count == 0 ? null : newExecutor(count, task -> newThread(task, threadName));
  }

  private static ThreadPoolExecutor newExecutor(int count, ThreadFactory threads) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  private Thread newThread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.removeIf(other -> other.getState() == Thread.State.TERMINATED);
    threads.add(thread);
    return thread;
  }

  /** Whether there are threads to run work. */
  boolean isEnabled() {
    return executor != null;
  }

  void execute(Runnable work) {
    if (executor != null) {
      try {
        executor.execute(work);
      } catch (RejectedExecutionException e) {
        // The node has stopped and does not wait for the result.
      }
    }
  }

  /** Ends the threads. Waits for the pieces of work that have begun, each of which is short. */
  void close() {
    if (executor != null) {
      executor.shutdownNow();
      try {
        if (executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
          // The executor has ended a little earlier than its threads.
          for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
