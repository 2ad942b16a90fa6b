package dev.gossip.core.engine.relay;

import dev.gossip.api.MessageId;
import dev.gossip.core.engine.peer.PeerState;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accepted messages that the strategy has not made public yet, and the peer that sent the first
 * copy of each; null stands for this node itself. Most messages become public in the callback that
 * hands them to the strategy, so the current one is kept apart and needs no map entry.
 */
final class EmbargoedDeliveries {
  private final int capacity;
  private final Map<MessageId, @Nullable PeerState> embargoed = new LinkedHashMap<>();
  private @Nullable MessageId current;
  private @Nullable PeerState currentFrom;
  private @Nullable PeerState releasedFrom;

  EmbargoedDeliveries(int capacity) {
    this.capacity = capacity;
  }

  /** Makes a message the current one, before the strategy gets it. */
  void begin(MessageId id, @Nullable PeerState from) {
    current = id;
    currentFrom = from;
  }

  /** Forgets the current message, whose header the strategy could not read. */
  void discardCurrent() {
    current = null;
    currentFrom = null;
  }

  /**
   * Embargoes the current message if the strategy has not made it public.
   *
   * @return false if the oldest embargoed message was dropped to make room
   */
  boolean embargoCurrent() {
    if (current == null) {
      return true;
    }
    embargoed.put(current, currentFrom);
    discardCurrent();
    if (embargoed.size() <= capacity) {
      return true;
    }
    embargoed.remove(embargoed.keySet().iterator().next());
    return false;
  }

  /** Makes a message public; false if it is not embargoed. Sets {@link #releasedFrom}. */
  boolean release(MessageId id) {
    if (id.equals(current)) {
      releasedFrom = currentFrom;
      discardCurrent();
      return true;
    }
    if (!embargoed.containsKey(id)) {
      return false;
    }
    releasedFrom = embargoed.remove(id);
    return true;
  }

  /** How many messages are embargoed; the current one does not count. */
  int size() {
    return embargoed.size();
  }

  /** The peer that sent the message released last; null for this node itself. */
  @Nullable PeerState releasedFrom() {
    return releasedFrom;
  }
}
