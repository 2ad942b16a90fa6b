package dev.gossip;

import dev.gossip.core.driver.Driver;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Asks a node for its state, on behalf of the application. */
final class NodeQueries {
  private NodeQueries() {}

  /**
   * Asks on the node's thread and waits for the answer; on the calling thread once the node has
   * stopped. Any thread.
   *
   * @throws java.util.concurrent.CompletionException if the query throws, which it does only for
   *     lack of memory: a plugin that fails stops the node, and the answer is then as for a node
   *     that has stopped
   */
  static <T> T ask(Driver driver, Supplier<T> query) {
    if (driver.isNodeThread()) {
      return query.get();
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (driver.execute(() -> complete(answer, query))) {
      return answer.join();
    }
    Uninterruptible.run(driver::awaitTermination);
    return query.get();
  }

  /** The driver handles what the query throws, but the thread that asked must not wait then. */
  private static <T> void complete(CompletableFuture<T> answer, Supplier<T> query) {
    try {
      answer.complete(query.get());
    } catch (Throwable e) {
      answer.completeExceptionally(e);
      throw e;
    }
  }
}
