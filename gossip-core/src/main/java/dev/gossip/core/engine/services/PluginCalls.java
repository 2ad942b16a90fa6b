package dev.gossip.core.engine.services;

/** Runs the callbacks of one plugin under its id, and takes the effects that they ask for. */
public interface PluginCalls {

  /** The plugin's id. */
  String pluginId();

  /**
   * Runs a callback that reads nothing from the wire.
   *
   * @param where names the callback in the message of a failure
   * @throws PluginFailure if the callback throws
   */
  void run(String where, Runnable callback);

  /**
   * Runs the action of a timer, as {@link #run} does.
   *
   * @param label names the timer in the message of a failure
   * @throws PluginFailure if the action throws
   */
  void runTimer(String label, Runnable action);

  /** Takes an effect of the current callback. */
  void add(Runnable effect);

  /** Takes an effect of the current callback that will make an action wait. */
  void addAction(Runnable effect);

  /** How many actions the current callback has asked for. */
  int requestedActions();
}
