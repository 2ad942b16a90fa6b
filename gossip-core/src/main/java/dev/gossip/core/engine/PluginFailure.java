package dev.gossip.core.engine;

/** A plugin threw where it must not. The node stops; the message names the plugin and the place. */
public final class PluginFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  PluginFailure(String pluginId, String where, Throwable cause) {
    super("plugin " + pluginId + " failed in " + where + ": " + cause, cause);
  }
}
