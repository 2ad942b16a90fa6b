package dev.gossip.api.relay;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.TimerHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Everything a relay strategy can see and do. To be used on the node's thread, inside callbacks
 * only. Actions (send, schedule, deliver, report) take effect when the callback returns; if it
 * throws, none of them does.
 */
public interface RelayContext {

  /** The maximum size of a payload's header in bytes. */
  int MAX_HEADER_BYTES = 64;

  /** The id of this node. */
  PeerId self();

  /** The peers that are up, sorted by id. An immutable snapshot. */
  List<Peer> peers();

  /** The only source of randomness for this strategy on this node. */
  RandomGenerator random();

  /** Monotonic time in nanoseconds, constant within a callback. Only differences are meaningful. */
  long nowNanos();

  /**
   * Runs an action later, as a callback of its own. Actions due at the same time run in the order
   * in which they were scheduled.
   *
   * @param delay from now; with zero or less, the action is due at once and runs after the current
   *     callback, never within it
   * @param label shown in traces, and when the action throws
   * @throws IllegalStateException if {@code gossip.max-timers} actions are already waiting; this is
   *     a bug of the strategy, which must bound the number of its timers
   */
  TimerHandle schedule(Duration delay, String label, Runnable action);

  /**
   * Sends a message to a peer, best effort. If the peer is not up, the message is dropped and
   * counted.
   *
   * @param header for the strategy of the peer, at most {@link #MAX_HEADER_BYTES} bytes
   * @throws IllegalArgumentException if the header is longer
   */
  void send(PeerId to, GossipMessage message, ByteString header);

  /**
   * Sends a control frame to the same strategy at a peer, best effort. If the peer is not up or the
   * body is too large, the frame is dropped and counted.
   *
   * @param body at most {@link #maxControlBytes} of that peer
   */
  void sendControl(PeerId to, ByteString body);

  /**
   * Sends a control frame to the strategy that fills a slot of the same strategy at a peer, best
   * effort; see {@link ForwardingRelayContext}.
   *
   * @param slot a slot that the strategy's plugin declares, or the path of an inner slot
   * @param body at most {@link #maxControlBytes} of that peer
   * @throws IllegalArgumentException if the composition has no such slot
   */
  void sendControl(PeerId to, String slot, ByteString body);

  /** The largest control body that fits in a datagram to this peer, in bytes; 0 if it is not up. */
  int maxControlBytes(PeerId to);

  /**
   * How many more bytes can be queued for this peer before frames are dropped; 0 if it is not up.
   * Does not yet include what the current callback sends.
   */
  int room(PeerId to);

  /**
   * Makes a message public at this node and hands it to the application, unless this node is its
   * origin. Call it exactly once per message, including own messages. Until then, the strategy
   * should not reveal to other nodes that this node has the message.
   */
  void deliver(GossipMessage message);

  /** Whether this node has accepted this message. Remembered longer than the message is stored. */
  boolean seen(MessageId id);

  /** The message, if it is still stored. */
  Optional<GossipMessage> find(MessageId id);

  /** Reports to spam control that a peer violated the strategy's protocol. */
  void report(PeerId peer, Misbehaviour kind);
}
