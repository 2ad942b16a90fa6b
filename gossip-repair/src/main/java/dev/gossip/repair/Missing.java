package dev.gossip.repair;

import dev.gossip.api.MessageId;
import dev.gossip.api.Misbehaviour;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.RelayContext;
import dev.gossip.api.transport.LinkStats;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message that peers have promised and that this node lacks. */
final class Missing {
  /**
   * A peer is only slow if this part of what was requested has arrived; a guess, the same as for
   * large messages.
   */
  private static final int SLOW_SHARE = 16;

  /**
   * Enough whatever was requested: an uplink of 2 kB/s sends it between two tries. One that has to
   * serve several peers is slower than a share of many requests.
   */
  private static final int SLOW_BYTES = 1_024;

  final MessageId id;
  // Peers that have promised it, and how often it was requested from them.
  final Map<PeerId, Integer> holders = new LinkedHashMap<>(2);
  @Nullable PeerId requestedFrom;
  long requestedNanos;
  long deadlineNanos;
  // Whether the deadline was later once, as the message is large.
  boolean isExtended;

  // What that peer had sent then.
  private long datagramsThen;
  private long partBytesThen;
  private long keptThen;

  Missing(MessageId id) {
    this.id = id;
  }

  /**
   * Notes what has arrived from a peer before it is asked.
   *
   * @param kept how many promises it has kept
   */
  void setThen(LinkStats stats, long kept) {
    datagramsThen = stats.datagramsExpected();
    partBytesThen = stats.partBytes();
    keptThen = kept;
  }

  /**
   * What to report if the message has not arrived; null if the peer was not heard any more, since
   * it may have crashed. A peer whose link is slow still sends something of what it was asked for.
   *
   * @param kept how many promises it has kept
   * @param requested how many messages were requested from it, with this one
   */
  @Nullable Misbehaviour fault(LinkStats stats, long kept, int requested) {
    // A message that is not announced first is no larger than that.
    long messageBytes = RelayContext.LARGE_FRAME_BYTES;
    long arrived = (kept - keptThen) * messageBytes + stats.partBytes() - partBytesThen;
    if (arrived >= Math.min(requested * messageBytes / SLOW_SHARE, SLOW_BYTES)) {
      return Misbehaviour.SLOW;
    }
    return stats.isHeardSince(datagramsThen) ? Misbehaviour.BROKEN_PROMISE : null;
  }
}
