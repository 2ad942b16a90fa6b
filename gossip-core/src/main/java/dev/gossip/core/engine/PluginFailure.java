package dev.gossip.core.engine;

import java.util.Objects;
import java.util.function.Supplier;

/** A plugin threw where it must not. The node stops; the message names the plugin and the place. */
public final class PluginFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Calls a plugin and blames it by name for whatever it throws, but not for a lack of memory: that
   * hits whoever allocates next.
   */
  static <T> T guard(String pluginId, String where, Supplier<T> call) {
    try {
      return Objects.requireNonNull(call.get(), "it returned null");
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw new PluginFailure(pluginId, where, e);
    }
  }

  PluginFailure(String pluginId, String where, Throwable cause) {
    super("plugin " + pluginId + " failed in " + where + ": " + cause, cause);
  }
}
