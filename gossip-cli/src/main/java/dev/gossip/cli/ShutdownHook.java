package dev.gossip.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/** What a command does when it is asked to leave, by Ctrl-C or the like. */
final class ShutdownHook {
  // Enough to tell every neighbour. Whoever reads stdout may have stopped reading for good.
  private static final int LIMIT_SECONDS = 5;

  private ShutdownHook() {}

  /**
   * Has something done when the process is asked to leave, before it does.
   *
   * @param leave says goodbye and answers the exit code, which the signal would else decide
   * @return the hook, to be removed when the command ends by itself and badly
   */
  static Thread on(IntSupplier leave) {
    Thread hook = new Thread(() -> Runtime.getRuntime().halt(within(leave)), "gossip-goodbye");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  private static int within(IntSupplier leave) {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread thread = new Thread(() -> code.complete(leave.getAsInt()), "gossip-leaving");
    thread.setDaemon(true);
    thread.start();
    try {
      return code.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      return 1;
    }
  }
}
