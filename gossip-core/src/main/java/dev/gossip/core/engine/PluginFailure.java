package dev.gossip.core.engine;

import java.util.Objects;
import java.util.function.Supplier;

/** A plugin threw an exception where it must not. The message has its id and the callback. */
public final class PluginFailure extends NodeFailure {
  private static final long serialVersionUID = 1;

  /**
   * Calls a plugin and attributes what it throws to it.
   *
   * @param where names the callback
   * @throws PluginFailure for everything that the plugin throws or if it returns null, except what
   *     {@link #attribute} leaves as it is
   */
  static <T> T guard(String pluginId, String where, Supplier<T> call) {
    try {
      return Objects.requireNonNull(call.get(), "it returned null");
    } catch (Throwable e) {
      throw attribute(pluginId, where, e);
    }
  }

  /**
   * The exception to throw for what came out of a call of a plugin: a failure of that plugin,
   * unless it has an owner already. A lack of memory is nobody's fault, since it hits whatever
   * allocates next, and is rethrown here.
   */
  static NodeFailure attribute(String pluginId, String where, Throwable thrown) {
    if (thrown instanceof OutOfMemoryError error) {
      throw error;
    }
    return thrown instanceof NodeFailure failure
        ? failure
        : new PluginFailure(pluginId, where, thrown);
  }

  PluginFailure(String pluginId, String where, Throwable cause) {
    super("plugin " + pluginId + " failed in " + where + ": " + cause, cause);
  }
}
