package dev.gossip.testkit.contract;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls a plugin like the engine does. If the plugin throws, the failure names the call. */
final class PluginCalls {
  private PluginCalls() {}

  /**
   * Makes a call that returns a value.
   *
   * @param what describes the call for the failure message; evaluated only on failure
   * @throws AssertionError if the call throws or returns null
   */
  static <T> T call(Supplier<String> what, Supplier<@Nullable T> call) {
    T result;
    try {
      result = call.get();
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      throw new AssertionError(
          what.get() + " threw " + e + "; an exception stops the node: handle it in the plugin", e);
    }
    if (result == null) {
      throw new AssertionError(what.get() + " returned null, which stops the node: return a value");
    }
    return result;
  }

  /** Makes a call that returns nothing. */
  static void run(Supplier<String> what, Runnable call) {
    call(
        what,
        () -> {
          call.run();
          return true;
        });
  }
}
