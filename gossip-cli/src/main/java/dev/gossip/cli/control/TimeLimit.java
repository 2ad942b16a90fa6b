package dev.gossip.cli.control;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts the thread that created it, unless that thread closes it in time. If the thread is
 * blocked in a write to a connection, the interrupt closes the connection.
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
                expired -> {
                  if (expired) {
                    thread.interrupt();
                  }
                });
  }

  /** Whether the limit passed before it was closed. */
  boolean hasPassed() {
    return passed.getNow(false);
  }

  /** Ends the limit. May be called more than once. */
  @Override
  public void close() {
    if (!passed.complete(false) && hasPassed()) {
      // The work is done, so clear the pending interrupt.
      settled.join();
      Thread.interrupted();
    }
  }
}
