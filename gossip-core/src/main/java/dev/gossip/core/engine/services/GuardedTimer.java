package dev.gossip.core.engine.services;

/** A plugin's timer, whose exceptions are attributed to the plugin. */
record GuardedTimer(String pluginId, String label, Runnable action) implements Runnable {

  @Override
  public void run() {
    try {
      action.run();
    } catch (Throwable e) {
      throw PluginFailure.attribute(pluginId, "timer '" + label + "'", e);
    }
  }
}
