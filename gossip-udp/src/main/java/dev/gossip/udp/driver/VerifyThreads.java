package dev.gossip.udp.driver;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Threads that check signatures for one node; they start when there is something to check and end
 * when there is nothing for a while. The node hands over only a few at a time.
 */
final class VerifyThreads {
  private static final int IDLE_SECONDS = 10;

  private final @Nullable ThreadPoolExecutor executor;

  /**
   * @param threads none leaves the work to the calling thread
   */
  VerifyThreads(int threads, String threadName) {
    executor = threads == 0 ? null : newExecutor(threads, threadName);
  }

  private static ThreadPoolExecutor newExecutor(int threads, String threadName) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, threadName);
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /** Whether there are any threads. */
  boolean areThere() {
    return executor != null;
  }

  void execute(Runnable work) {
    if (executor != null) {
      try {
        executor.execute(work);
      } catch (RejectedExecutionException e) {
        // The node has stopped: nobody waits for the outcome.
      }
    }
  }

  void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}
