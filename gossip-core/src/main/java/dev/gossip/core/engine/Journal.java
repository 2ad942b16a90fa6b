package dev.gossip.core.engine;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a callback of the relay strategy asked for. It takes hold, in order, when the callback
 * returns, and not at all when it throws. So nothing is re-entrant: an effect happens when the
 * strategy is no longer running.
 */
final class Journal {
  private final String pluginId;
  private final List<Runnable> effects = new ArrayList<>();
  private int timersAskedFor;
  private boolean running;
  private boolean recording;

  Journal(String pluginId) {
    this.pluginId = pluginId;
  }

  /** Something that a strategy does. */
  @FunctionalInterface
  interface Callback {
    void run() throws InvalidProtocolBufferException;
  }

  /**
   * Runs a callback and then its effects.
   *
   * @param where names the callback, for the message when it throws
   * @throws InvalidProtocolBufferException from the callback: what it read was malformed
   * @throws PluginFailure for anything else that it throws
   */
  void run(String where, Callback callback) throws InvalidProtocolBufferException {
    if (running) {
      throw new IllegalStateException("an effect of a callback led to another: " + where);
    }
    running = true;
    try {
      record(where, callback);
      for (int i = 0; i < effects.size(); i++) {
        effects.get(i).run();
      }
    } finally {
      effects.clear();
      timersAskedFor = 0;
      running = false;
    }
  }

  private void record(String where, Callback callback) throws InvalidProtocolBufferException {
    recording = true;
    try {
      callback.run();
    } catch (InvalidProtocolBufferException | OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      throw new PluginFailure(pluginId, where, e);
    } finally {
      recording = false;
    }
  }

  /** Runs a callback that reads nothing from the wire. */
  void runTrusted(String where, Runnable callback) {
    try {
      run(where, callback::run);
    } catch (InvalidProtocolBufferException e) {
      throw new PluginFailure(pluginId, where, e);
    }
  }

  /** How many timers the callback at hand has asked for. */
  int timersAskedFor() {
    return timersAskedFor;
  }

  /** Adds an effect that starts a timer. */
  void addTimer(Runnable effect) {
    add(effect);
    timersAskedFor++;
  }

  void add(Runnable effect) {
    if (!recording) {
      throw new IllegalStateException("the relay context is for use inside callbacks only");
    }
    effects.add(effect);
  }
}
