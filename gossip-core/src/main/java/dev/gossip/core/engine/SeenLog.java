package dev.gossip.core.engine;

import dev.gossip.api.MessageId;
import java.io.IOException;

/**
 * Where a node records which messages it has delivered or published, so that after a restart it
 * does not take them for new. On the node's thread.
 */
public interface SeenLog {

  /** Keeps nothing. */
  SeenLog NONE =
      new SeenLog() {
        @Override
        public void restore(Reader reader) {}

        @Override
        public int append(MessageId id, long endMillis) {
          return 0;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Takes what was recorded before. */
  @FunctionalInterface
  interface Reader {

    /**
     * One message.
     *
     * @param endMillis when it could no longer be accepted again, milliseconds since 1970
     */
    void seen(MessageId id, long endMillis);
  }

  /** Passes on what was recorded before the node started, in the order in which it was recorded. */
  void restore(Reader reader);

  /**
   * Adds one message to those that the next {@link #flush} writes. Does no IO.
   *
   * @param endMillis when it can no longer be accepted again, milliseconds since 1970
   * @return how many earlier messages that still waited were given up to make room for it
   */
  int append(MessageId id, long endMillis);

  /**
   * Writes what was appended. What it returns from survives the end of the process.
   *
   * @throws IOException if not all of it can be written; the rest waits for the next call
   */
  void flush() throws IOException;

  /**
   * Writes what waits and releases the log, when the node has stopped.
   *
   * @throws IOException if not all of it can be written; the log is released all the same
   */
  void close() throws IOException;
}
