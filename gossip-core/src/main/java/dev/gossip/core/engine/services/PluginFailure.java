package dev.gossip.core.engine.services;

import java.util.Objects;
import java.util.function.Supplier;

/** A plugin threw an unexpected exception. The message names the plugin and the callback. */
public final class PluginFailure extends NodeFailure {
  private static final long serialVersionUID = 1;

  /**
   * Calls a plugin and attributes its exceptions to it.
   *
   * @param where names the callback
   * @throws PluginFailure if the plugin returns null or throws, except for what {@link #attribute}
   *     leaves unchanged
   */
  public static <T> T guard(String pluginId, String where, Supplier<T> call) {
    try {
      return Objects.requireNonNull(call.get(), "it returned null");
    } catch (Throwable e) {
      throw attribute(pluginId, where, e);
    }
  }

  /**
   * Makes an exception from a plugin call a failure of that plugin, unless it has an owner already.
   * A lack of memory is rethrown here: it hits whatever allocates next and is nobody's fault.
   */
  public static NodeFailure attribute(String pluginId, String where, Throwable thrown) {
    if (thrown instanceof OutOfMemoryError error) {
      throw error;
    }
    return thrown instanceof NodeFailure failure
        ? failure
        : new PluginFailure(pluginId, where, thrown);
  }

  public PluginFailure(String pluginId, String where, Throwable cause) {
    super("plugin " + pluginId + " failed in " + where + ": " + describe(cause), cause);
  }
}
