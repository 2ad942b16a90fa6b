package dev.gossip.core.engine.memory;

import dev.gossip.api.MessageId;
import java.io.IOException;

/**
 * A record of the messages that a node has delivered or published, so that they do not count as new
 * after a restart. Called on the node's thread.
 */
public interface SeenLog {

  /** Records nothing. */
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

  /** Receives what was recorded before. */
  @FunctionalInterface
  interface Reader {

    /**
     * Receives one message.
     *
     * @param endMillis when it can no longer be accepted, milliseconds since 1970
     */
    void seen(MessageId id, long endMillis);
  }

  /** Passes on what was recorded before the node started, in the order of recording. */
  void restore(Reader reader);

  /**
   * Adds one message to those that the next {@link #flush} writes. Does no IO.
   *
   * @param endMillis when it can no longer be accepted, milliseconds since 1970
   * @return how many earlier messages that still waited were dropped to make room for it
   */
  int append(MessageId id, long endMillis);

  /**
   * Writes what was appended. When this returns, it survives the end of the process.
   *
   * @throws IOException if not all of it can be written; the rest waits for the next call
   */
  void flush() throws IOException;

  /**
   * Writes what waits and releases the log. Called when the node has stopped.
   *
   * @throws IOException if not all of it can be written; the log is released anyway
   */
  void close() throws IOException;
}
