package dev.gossip.core.driver;

import dev.gossip.api.PeerAddress;
import dev.gossip.core.engine.Node;
import dev.gossip.core.engine.runtime.DatagramSink;
import dev.gossip.core.engine.runtime.NodeRuntime;
import java.io.IOException;

/**
 * IO and time for one node: it owns the socket and the thread, and runs the node's event loop. A
 * transport plugin binds a {@link Factory} in addition to its {@code Transport.Factory}.
 */
public interface Driver extends NodeRuntime, DatagramSink {

  /** The address this node receives on. Any thread. */
  PeerAddress localAddress();

  /**
   * Starts the event loop of a node: passes datagrams to it, runs its timers and flushes after each
   * batch, until the node has {@linkplain Node#isStopped stopped}; then releases socket and thread.
   * Returns at once.
   */
  void run(Node node);

  /** Closes the socket, if {@link #run} will never be called. */
  void discard();

  /**
   * Runs a task soon on the node's thread. Any thread.
   *
   * @return false if the node has stopped; the task will not run
   */
  boolean execute(Runnable task);

  /** Whether this is the node's thread. */
  boolean isNodeThread();

  /**
   * Waits until the node has stopped and socket and thread are released. Must not be called on the
   * node's thread.
   */
  void awaitTermination() throws InterruptedException;

  /** Opens drivers. */
  @FunctionalInterface
  interface Factory {

    /**
     * Opens a driver that listens on an address.
     *
     * @param listen port 0 lets the system choose
     * @throws IOException if the address cannot be bound; the message says why in one line
     */
    Driver open(PeerAddress listen) throws IOException;
  }
}
