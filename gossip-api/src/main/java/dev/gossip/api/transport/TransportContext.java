package dev.gossip.api.transport;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.node.DropReason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** All that a transport can see and do. To be used on the node's thread. */
public interface TransportContext {

  /** Who this node is. */
  LocalIdentity identity();

  /** The one source of randomness for this transport; unpredictable to others outside tests. */
  RandomGenerator random();

  /** Monotonic time in nanoseconds, constant within a callback. Compare by difference. */
  long nowNanos();

  /** Runs an action later; ties run in the order of scheduling. */
  TimerHandle schedule(Duration delay, String label, Runnable action);

  /** Puts a datagram on the wire. Its content is used before this returns; the buffer is free. */
  void transmit(PeerAddress to, ByteBuffer datagram);

  /**
   * Whether the wire takes more datagrams now. While it does not, what is transmitted all the same
   * waits in a short queue, and is dropped and counted when that is full: right for the few
   * datagrams that keep links alive, wrong for frames, which wait in the transport's own queues.
   */
  boolean canTransmit();

  /** Counts something that was dropped: a datagram, or a frame. */
  void dropped(DropReason reason);

  /**
   * Counts datagrams that the other end of a link has sent and that did not arrive. The sum over
   * all links, those that are down too, is a metric of the node.
   *
   * @param count how many more, above 0
   */
  void datagramsLost(int count);
}
