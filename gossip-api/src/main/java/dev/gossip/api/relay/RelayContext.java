package dev.gossip.api.relay;

import com.google.protobuf.ByteString;
import dev.gossip.api.GossipMessage;
import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.NodeContext;
import dev.gossip.api.Peer;
import dev.gossip.api.PeerId;
import dev.gossip.api.spam.Standing;
import dev.gossip.api.transport.LinkStats;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Everything a relay strategy can see and do. To be used on the node's thread, inside callbacks
 * only. Actions (send, schedule, deliver, report, count) take effect when the callback returns; if
 * it throws, none of them does.
 */
public interface RelayContext extends NodeContext {

  /** The maximum size of a payload's header in bytes. */
  int MAX_HEADER_BYTES = 64;

  /**
   * Frames with a message that are larger than this are announced first, and sent when the peer
   * requests them: a peer that has the message from another one does not get it twice. Smaller ones
   * take less time than an announcement and a request. A guess, between the 1 KiB and the 16 KiB
   * above which implementations of GossipSub 1.2 send IDONTWANT for the same purpose.
   */
  int LARGE_FRAME_BYTES = 8 * 1024;

  /** The peers that are up, sorted by id. An immutable snapshot. */
  List<Peer> peers();

  /**
   * Sends a message to a peer, best effort. If the peer is not up, the message is dropped and
   * counted. A large message is only announced now, see {@link #LARGE_FRAME_BYTES}: the peer
   * requests it within two minutes if it does not have it, and it is sent then if it is still
   * stored and, once delivered, {@link RelayStrategy#mayReveal} agrees.
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

  /**
   * The largest control body that fits in a datagram to this peer, in bytes; 0 if it is not up, or
   * does not have this strategy (see {@link dev.gossip.api.plugin.ChannelUse#OPTIONAL}).
   */
  int maxControlBytes(PeerId to);

  /**
   * Like {@link #maxControlBytes(PeerId)}, for the strategy that fills a slot.
   *
   * @param slot a slot that the strategy's plugin declares, or the path of an inner slot
   * @throws IllegalArgumentException if the composition has no such slot
   */
  int maxControlBytes(PeerId to, String slot);

  /**
   * How many more bytes can be queued for this peer before frames are dropped; 0 if it is not up.
   * Does not yet include what the current callback sends. After a frame was dropped for lack of
   * room, {@link RelayStrategy#onRoom} says when there is room again.
   */
  int roomBytes(PeerId to);

  /**
   * Makes a message public at this node and hands it to the application, unless this node is its
   * origin. Call it exactly once per message, including own messages. Until then, the strategy
   * should not reveal to other nodes that this node has the message.
   */
  void deliver(GossipMessage message);

  /** Whether this node has accepted this message. Remembered longer than the message is stored. */
  boolean seen(MessageId id);

  /**
   * Whether this node has made this message public with {@link #deliver}. Remembered as long as
   * {@link #seen}.
   */
  boolean delivered(MessageId id);

  /**
   * Whether a peer has announced this message to this node and it has not arrived; see {@link
   * #LARGE_FRAME_BYTES}. A relay that asked a peer for a message waits longer then: the peer has
   * answered, and is reported to spam control if it does not send the message.
   */
  boolean isComing(MessageId id);

  /**
   * Whether a copy of this message arrived lately that this node did not accept, or that it has
   * given up: it is of no use to request it again. Remembered for the last 4,096 such messages, and
   * only as long as it holds: a message from the future is refused until it would be accepted.
   *
   * <p>Does not count what says nothing of the message: a forged signature, a header that could not
   * be read, or that this node had no room for another check.
   */
  boolean isRefused(MessageId id);

  /** The message, if it is still stored. */
  Optional<GossipMessage> find(MessageId id);

  /**
   * The topics that the application of this node listens to by name, sorted. A listener to all
   * topics adds none. An immutable snapshot.
   */
  SortedSet<String> topics();

  /** What spam control thinks of a peer; {@link Standing#GOOD} for a node it does not know. */
  Standing standing(PeerId peer);

  /** Round-trip time and loss of the link to a peer; {@link LinkStats#NONE} if it is not up. */
  LinkStats stats(PeerId peer);

  /** Reports to spam control that a peer violated the strategy's protocol. */
  void report(PeerId peer, Misbehaviour kind);

  /**
   * Adds to a counter that the node publishes among its {@link dev.gossip.api.node.Metrics}.
   *
   * @throws IllegalArgumentException if the amount is negative
   */
  void count(RelayMetric metric, long amount);
}
