package dev.gossip.core.engine.services;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records the effects that a callback of a plugin asks for. They run in order when the callback
 * returns, and not at all when it throws. So nothing is re-entrant: no effect runs inside the
 * plugin.
 */
public final class Journal implements PluginCalls {
  private final String pluginId;
  private List<Runnable> effects = Collections.emptyList();
  private int callbacks;
  private int requestedActions;
  private boolean running;
  private boolean recording;

  /** Creates the journal of a plugin. */
  public Journal(String pluginId) {
    this.pluginId = pluginId;
  }

  /** A callback of the plugin. */
  @FunctionalInterface
  public interface Callback {
    /**
     * Calls the plugin.
     *
     * @throws InvalidProtocolBufferException if what it read was malformed
     */
    void run() throws InvalidProtocolBufferException;
  }

  @Override
  public String pluginId() {
    return pluginId;
  }

  /**
   * Runs a callback and then its effects.
   *
   * @param where names the callback in the message of a failure
   * @throws InvalidProtocolBufferException from the callback, if what it read was malformed
   * @throws PluginFailure for any other exception of the callback
   */
  public void read(String where, Callback callback) throws InvalidProtocolBufferException {
    begin(where);
    try {
      callback.run();
    } catch (InvalidProtocolBufferException e) {
      discard();
      throw e;
    } catch (Throwable e) {
      throw abort(where, e);
    }
    commit();
  }

  /**
   * Begins a callback: the caller calls the plugin itself, and then {@link #commit} or {@link
   * #abort}. For callbacks that are so frequent that an object for each would cost too much.
   */
  public void begin(String where) {
    if (running) {
      throw new ReentrantCallException(where);
    }
    running = true;
    recording = true;
    callbacks++;
  }

  /** The callback has returned: runs its effects. */
  public void commit() {
    recording = false;
    try {
      for (int i = 0; i < effects.size(); i++) {
        effects.get(i).run();
      }
    } finally {
      discard();
    }
  }

  /** The callback has thrown: forgets its effects, and returns the failure to throw. */
  public NodeFailure abort(String where, Throwable thrown) {
    discard();
    return PluginFailure.attribute(pluginId, where, thrown);
  }

  /** The callback could not read what it was called with: forgets its effects. */
  public void discard() {
    effects.clear();
    requestedActions = 0;
    recording = false;
    running = false;
  }

  @Override
  public void run(String where, Runnable callback) {
    try {
      read(where, callback::run);
    } catch (InvalidProtocolBufferException e) {
      throw new PluginFailure(pluginId, where, e);
    }
  }

  /** How many callbacks have begun; may overflow. */
  public int callbacks() {
    return callbacks;
  }

  /** The effect that the current callback asked for last; null if none, or outside callbacks. */
  public @Nullable Runnable latest() {
    return recording && !effects.isEmpty() ? effects.get(effects.size() - 1) : null;
  }

  @Override
  public void runTimer(String label, Runnable action) {
    run("timer '" + label + "'", action);
  }

  @Override
  public int requestedActions() {
    return requestedActions;
  }

  @Override
  public void addAction(Runnable effect) {
    add(effect);
    requestedActions++;
  }

  @Override
  public void add(Runnable effect) {
    if (!recording) {
      throw new IllegalStateException(
          "the context of " + pluginId + " is for use inside its callbacks only");
    }
    effects = Lazily.forAdd(effects);
    effects.add(effect);
  }
}
