package dev.gossip.testkit.contract;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls a plugin as the engine does, and says which call it was when the plugin throws. */
final class PluginCalls {
  private PluginCalls() {}

  /**
   * Runs a call that answers.
   *
   * @param what the call as its reader knows it, put into words only when they are needed
   */
  static <T> T call(Supplier<String> what, Supplier<@Nullable T> call) {
    T result;
    try {
      result = call.get();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      throw new AssertionError(
          what.get() + " threw " + e + "; an exception is a bug of the plugin and stops the node",
          e);
    }
    if (result == null) {
      throw new AssertionError(what.get() + " answered null; that stops the node");
    }
    return result;
  }

  /** Runs a call that answers nothing. */
  static void run(Supplier<String> what, Runnable call) {
    call(
        what,
        () -> {
          call.run();
          return true;
        });
  }
}
