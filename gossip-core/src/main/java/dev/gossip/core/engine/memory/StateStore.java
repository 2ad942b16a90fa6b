package dev.gossip.core.engine.memory;

import java.io.IOException;

/**
 * Keeps some state of a node over restarts.
 *
 * @param <T> the state; immutable, and equal if it is the same
 */
public interface StateStore<T> {

  /** What was saved last. Called once, before {@link #save}. */
  T load();

  /**
   * Replaces what is kept; after a crash there is the old or the new state. Any thread, one call at
   * a time.
   *
   * @throws IOException if it cannot be written; then what was kept before is still there
   */
  void save(T state) throws IOException;
}
