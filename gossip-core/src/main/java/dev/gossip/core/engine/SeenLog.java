package dev.gossip.core.engine;

import dev.gossip.api.MessageId;
import java.io.IOException;

/**
 * Where a node writes down which messages it has delivered or published, so that after a restart it
 * does not take them for new. On the node's thread.
 */
public interface SeenLog {

  /** Keeps nothing. */
  SeenLog NONE =
      new SeenLog() {
        @Override
        public void restore(Reader reader) {}

        @Override
        public void append(MessageId id, long endMillis) {}
      };

  /** Takes what was written before. */
  @FunctionalInterface
  interface Reader {

    /**
     * One message.
     *
     * @param endMillis when it could no longer be accepted again, milliseconds since 1970
     */
    void seen(MessageId id, long endMillis);
  }

  /** Tells what was written before the node started. */
  void restore(Reader reader);

  /**
   * Writes down one message; it may wait for {@link #flush}.
   *
   * @param endMillis when it can no longer be accepted again, milliseconds since 1970
   * @throws IOException if it cannot be written; the node then goes on without
   */
  void append(MessageId id, long endMillis) throws IOException;

  /** Hands what waits to the system; called when a batch is worked off. */
  default void flush() throws IOException {}

  /** Lets go of it, when the node has stopped. */
  default void close() {}
}
