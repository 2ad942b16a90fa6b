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
 * All that a relay strategy can see and do. To be used on the node's thread, inside callbacks only.
 * What is asked for takes hold when the callback returns; when it throws, nothing does.
 */
public interface RelayContext {

  /** The most bytes a payload's header may have. */
  int MAX_HEADER_BYTES = 64;

  /** This node. */
  PeerId self();

  /** The neighbours between up and down, sorted by id. Immutable; a snapshot. */
  List<Peer> peers();

  /** The one source of randomness for this strategy on this node. */
  RandomGenerator random();

  /** Monotonic time in nanoseconds, constant within a callback. Compare by difference. */
  long nowNanos();

  /**
   * Runs an action later, as a callback of its own. Actions due at the same time run in the order
   * in which they were scheduled.
   *
   * @param label shown in traces, and when the action throws
   * @throws IllegalStateException if {@code gossip.max-timers} wait already, which is a bug of the
   *     strategy: it has to bound what it keeps
   */
  TimerHandle schedule(Duration delay, String label, Runnable action);

  /**
   * Sends a message to a neighbour, best effort. To one that is not up it is dropped and counted.
   *
   * @param header at most {@link #MAX_HEADER_BYTES}, for the neighbour's strategy
   */
  void send(PeerId to, GossipMessage message, ByteString header);

  /**
   * Sends bytes to the same strategy at a neighbour, best effort.
   *
   * @param body at most {@link #maxControlBytes} of that neighbour
   */
  void sendControl(PeerId to, ByteString body);

  /**
   * Sends bytes to the strategy that fills a slot of the same strategy at a neighbour, best effort;
   * see {@link ForwardingRelayContext}.
   *
   * @param slot one that the strategy's plugin declares, or its path from slot to slot
   * @param body at most {@link #maxControlBytes} of that neighbour
   * @throws IllegalArgumentException if the composition has no such slot
   */
  void sendControl(PeerId to, String slot, ByteString body);

  /** The largest control body that fits one datagram to this neighbour; 0 when it is not up. */
  int maxControlBytes(PeerId to);

  /** How many bytes may be queued for this neighbour now before frames are dropped. */
  int room(PeerId to);

  /**
   * Declares a message public: the application is told, unless this node is the origin. Exactly
   * once for every message, own ones included; before that, nobody should learn from this node that
   * it has the message.
   */
  void deliver(GossipMessage message);

  /** Whether this message was accepted here. Remembered longer than the message itself. */
  boolean seen(MessageId id);

  /** The message, while it is still stored. */
  Optional<GossipMessage> find(MessageId id);

  /** Tells spam control that a neighbour broke the strategy's rules. */
  void report(PeerId peer, Misbehaviour kind);
}
