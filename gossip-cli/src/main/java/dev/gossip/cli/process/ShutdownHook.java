package dev.gossip.cli.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/** Shuts a command down cleanly when the process is asked to end, by Ctrl-C or the like. */
public final class ShutdownHook {
  // Enough to notify every peer. Writing to stdout may block without limit if nothing reads it.
  private static final int LIMIT_SECONDS = 5;

  private ShutdownHook() {}

  /**
   * Installs a hook that runs an action and then ends the process with its exit code.
   *
   * @param shutdown closes the nodes and returns the exit code, which the signal would else set
   * @return the hook, to be removed if the command ends by itself with an error
   */
  public static Thread install(IntSupplier shutdown) {
    Thread hook =
        new Thread(
            () -> Runtime.getRuntime().halt(exitCode(shutdown, LIMIT_SECONDS)), "gossip-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  /** Runs the action; returns its exit code, or 1 if it fails or takes too long. */
  static int exitCode(IntSupplier shutdown, int limitSeconds) {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread thread = new Thread(() -> run(shutdown, code), "gossip-leaving");
    thread.setDaemon(true);
    thread.start();
    try {
      return code.get(limitSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      return 1;
    }
  }

  private static void run(IntSupplier shutdown, CompletableFuture<Integer> code) {
    try {
      code.complete(shutdown.getAsInt());
    } catch (RuntimeException | Error e) {
      // Reported first, since the process ends as soon as the code is known.
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      code.completeExceptionally(e);
    }
  }
}
