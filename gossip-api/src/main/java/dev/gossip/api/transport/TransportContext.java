package dev.gossip.api.transport;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Everything a transport can see and do. To be used on the node's thread. */
public interface TransportContext {

  /** The identity of this node. */
  LocalIdentity identity();

  /** The only source of randomness for this transport; unpredictable, except in simulations. */
  RandomGenerator random();

  /** Monotonic time in nanoseconds, constant within a callback. Only differences are meaningful. */
  long nowNanos();

  /**
   * Runs an action later, on the node's thread. Actions due at the same time run in the order in
   * which they were scheduled.
   *
   * @param delay from now; with zero or less, the action runs soon, but never within this call
   * @param label what the action is for, shown in traces
   */
  TimerHandle schedule(Duration delay, String label, Runnable action);

  /** Sends a datagram. When this returns, the buffer can be reused. */
  void transmit(PeerAddress to, ByteBuffer datagram);

  /**
   * Whether the socket takes more datagrams now. If it does not, {@link #transmit} puts a datagram
   * into a short queue, and drops and counts it if the queue is full. That is acceptable for the
   * few datagrams that keep links alive, but frames should wait in the transport's own queues.
   */
  boolean canTransmit();

  /** Counts a datagram or frame that was dropped. */
  void dropped(DropReason reason);

  /**
   * Counts datagrams that the other end of a link has sent and that did not arrive. A metric of the
   * node is the sum over all links, including those that are down.
   *
   * @param count how many more were lost, above 0
   */
  void datagramsLost(int count);
}
