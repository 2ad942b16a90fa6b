package dev.gossip.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the thread that made it unless it is closed in time, by that thread. One that is stuck
 * in writing to a connection then closes the connection.
 */
final class TimeLimit implements AutoCloseable {
  private final CompletableFuture<Boolean> passed = new CompletableFuture<>();
  private final CompletableFuture<Void> settled;

  TimeLimit(long millis) {
    Thread thread = Thread.currentThread();
    settled =
        passed
            .completeOnTimeout(true, millis, TimeUnit.MILLISECONDS)
            .thenAccept(
                tooLate -> {
                  if (tooLate) {
                    thread.interrupt();
                  }
                });
  }

  /** Whether it passed before it was closed. */
  boolean hasPassed() {
    return passed.getNow(false);
  }

  /** Ends it. May be called again. */
  @Override
  public void close() {
    if (!passed.complete(false) && hasPassed()) {
      // The interruption was meant for what is over now, so it must not come after this.
      settled.join();
      Thread.interrupted();
    }
  }
}
