package dev.gossip.core.engine.services;

/**
 * Lets effects happen at once, for the plugins that are called in the middle of other work and
 * whose effects cannot disturb it: the transport and signing.
 */
public record DirectCalls(String pluginId) implements PluginCalls {

  @Override
  public void run(String where, Runnable callback) {
    try {
      callback.run();
    } catch (Throwable e) {
      throw PluginFailure.attribute(pluginId, where, e);
    }
  }

  @Override
  public void runTimer(String label, Runnable action) {
    // Named only when it fails: links run many timers.
    try {
      action.run();
    } catch (Throwable e) {
      throw PluginFailure.attribute(pluginId, "timer '" + label + "'", e);
    }
  }

  @Override
  public void add(Runnable effect) {
    effect.run();
  }

  @Override
  public void addAction(Runnable effect) {
    effect.run();
  }

  @Override
  public int requestedActions() {
    return 0;
  }
}
