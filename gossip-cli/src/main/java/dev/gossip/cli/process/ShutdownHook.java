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
        new Thread(() -> Runtime.getRuntime().halt(exitCode(shutdown)), "gossip-shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
    return hook;
  }

  private static int exitCode(IntSupplier shutdown) {
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread thread = new Thread(() -> code.complete(shutdown.getAsInt()), "gossip-leaving");
    thread.setDaemon(true);
    thread.start();
    try {
      return code.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      return 1;
    }
  }
}
