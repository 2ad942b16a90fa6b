package dev.gossip.core.engine;

import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.NodeEvent;
import dev.gossip.core.engine.memory.StateStore;
import dev.gossip.core.engine.services.NodeServices;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Saves some state of the node each minute if it has changed, and when the node stops.
 *
 * @param <T> the state
 */
final class StateSaver<T> {
  static final Texts ADDRESSES =
      new Texts(
          "addresses",
          "the address book cannot be saved: ",
          "correct that, or the node has to find other nodes again at its next start");
  static final Texts RECORDS =
      new Texts(
          "peer records",
          "what spam control remembers of peers cannot be saved: ",
          "correct that, or peers that are discouraged are accepted after the next start");

  // A guess. Bitcoin takes 15 min; a small file is cheap to write, and a node that crashes loses
  // less of it.
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final NodeServices services;
  private final StateStore<T> store;
  private final Texts texts;
  private final Supplier<T> state;
  private final Object lock = new Object();
  private @Nullable String warned;

  // What is in the store. Guarded by the lock.
  private T saved;
  // What is saved when the node stops is the last, even if another thread has not begun to save
  // what it was given before. Guarded by the lock.
  private boolean closed;
  // Of what another thread saved last; null if it worked. Guarded by the lock.
  private @Nullable String failure;

  /**
   * What people read.
   *
   * @param what is saved
   * @param failed the beginning of the warning if it cannot be saved
   * @param remedy what to do then
   */
  record Texts(String what, String failed, String remedy) {}

  /**
   * Where the state is kept.
   *
   * @param none the state of a node that has none
   */
  record Kept<T>(StateStore<T> store, T none) {}

  StateSaver(NodeServices services, Kept<T> kept, Texts texts, Supplier<T> state) {
    this.services = services;
    this.store = kept.store();
    this.saved = kept.none();
    this.texts = texts;
    this.state = state;
  }

  /** The node starts. */
  void start() {
    TimerHandle unused = services.schedule(INTERVAL, "save " + texts.what(), this::saveLater);
  }

  private void saveLater() {
    T now = state.get();
    if (isSaved(now)) {
      start();
      return;
    }
    services.offload(
        () -> saveUnlessClosed(now),
        () -> {
          warnOnce(latestFailure());
          start();
        });
  }

  private boolean isSaved(T now) {
    synchronized (lock) {
      return now.equals(saved);
    }
  }

  private void saveUnlessClosed(T now) {
    synchronized (lock) {
      failure = closed ? null : save(now);
    }
  }

  private @Nullable String latestFailure() {
    synchronized (lock) {
      return failure;
    }
  }

  /** The node stops. */
  void close() {
    T now = state.get();
    String failed = null;
    synchronized (lock) {
      closed = true;
      if (!now.equals(saved)) {
        failed = save(now);
      }
    }
    warnOnce(failed);
  }

  /** Returns what is wrong; null if it was saved. With the lock. */
  private @Nullable String save(T now) {
    try {
      store.save(now);
      saved = now;
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void warnOnce(@Nullable String failed) {
    if (failed != null && !failed.equals(warned)) {
      services.emit(new NodeEvent.Warning(texts.failed() + failed, texts.remedy()));
    }
    warned = failed;
  }
}
