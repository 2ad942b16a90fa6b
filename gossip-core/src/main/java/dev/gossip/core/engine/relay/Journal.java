package dev.gossip.core.engine.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gossip.core.engine.services.PluginFailure;
import dev.gossip.core.engine.services.ReentrantCallException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records the effects that a callback of the relay strategy asks for. They run in order when the
 * callback returns, and not at all when it throws. So nothing is re-entrant: no effect runs inside
 * the strategy.
 */
final class Journal {
  private final String pluginId;
  private final List<Runnable> effects = new ArrayList<>();
  private int requestedTimers;
  private boolean running;
  private boolean recording;

  Journal(String pluginId) {
    this.pluginId = pluginId;
  }

  /** A callback of the strategy. */
  @FunctionalInterface
  interface Callback {
    void run() throws InvalidProtocolBufferException;
  }

  /**
   * Runs a callback and then its effects.
   *
   * @param where names the callback in the message of a failure
   * @throws InvalidProtocolBufferException from the callback, if what it read was malformed
   * @throws PluginFailure for any other exception of the callback
   */
  void run(String where, Callback callback) throws InvalidProtocolBufferException {
    if (running) {
      throw new ReentrantCallException(where);
    }
    running = true;
    try {
      record(where, callback);
      for (int i = 0; i < effects.size(); i++) {
        effects.get(i).run();
      }
    } finally {
      effects.clear();
      requestedTimers = 0;
      running = false;
    }
  }

  private void record(String where, Callback callback) throws InvalidProtocolBufferException {
    recording = true;
    try {
      callback.run();
    } catch (InvalidProtocolBufferException e) {
      throw e;
    } catch (Throwable e) {
      throw PluginFailure.attribute(pluginId, where, e);
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

  /** How many timers the current callback has asked for. */
  int requestedTimers() {
    return requestedTimers;
  }

  /** Adds an effect that starts a timer. */
  void addTimer(Runnable effect) {
    add(effect);
    requestedTimers++;
  }

  void add(Runnable effect) {
    if (!recording) {
      throw new IllegalStateException("the relay context is for use inside callbacks only");
    }
    effects.add(effect);
  }
}
