package dev.gossip.core.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.DatagramSink;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.NodeRuntime;
import java.io.IOException;

/**
 * IO and time for one node, and nothing else: it owns the socket and the thread, and turns the
 * node. A transport plugin binds a {@link Factory} beside its {@code Transport.Factory}.
 */
public interface Driver extends NodeRuntime, DatagramSink {

  /** Where this node receives. Any thread. */
  PeerAddress localAddress();

  /**
   * Begins to turn a node: hands it datagrams, runs its timers, flushes after each batch, until it
   * has {@linkplain Node#isStopped stopped}; then lets go of everything. Returns at once.
   */
  void turn(Node node);

  /** Lets go of the socket when {@link #turn} will never be called. */
  void discard();

  /**
   * Runs something on the node's thread soon. Any thread.
   *
   * @return false if the node has stopped; then it will not run
   */
  boolean execute(Runnable task);

  /** Whether this is the node's thread. */
  boolean isNodeThread();

  /** Waits until everything is let go of. Not on the node's thread. */
  void awaitTermination() throws InterruptedException;

  /** Opens drivers. */
  @FunctionalInterface
  interface Factory {

    /**
     * Binds an address.
     *
     * @param listen port 0 lets the system choose
     * @throws IOException if it cannot be bound; the message says why in one line
     */
    Driver open(PeerAddress listen) throws IOException;
  }
}
