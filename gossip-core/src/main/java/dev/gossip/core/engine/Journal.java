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
    recording = true;
    boolean returned = false;
    try {
      callback.run();
      returned = true;
    } catch (RuntimeException | Error e) {
      throw new PluginFailure(pluginId, where, e);
    } finally {
      recording = false;
      if (!returned) {
        effects.clear();
      }
    }
    for (int i = 0; i < effects.size(); i++) {
      effects.get(i).run();
    }
    effects.clear();
  }

  /** Runs a callback that reads nothing from the wire. */
  void runTrusted(String where, Runnable callback) {
    try {
      run(where, callback::run);
    } catch (InvalidProtocolBufferException e) {
      throw new PluginFailure(pluginId, where, e);
    }
  }

  void add(Runnable effect) {
    if (!recording) {
      throw new IllegalStateException("the relay context is for use inside callbacks only");
    }
    effects.add(effect);
  }
}
