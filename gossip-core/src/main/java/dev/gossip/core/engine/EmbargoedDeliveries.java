package dev.gossip.core.engine;

import dev.gossip.api.MessageId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Accepted messages that the strategy has not made public yet, and who brought each; null stands
 * for this node itself. Most are made public in the very callback that brings them, so the one at
 * hand is kept apart and costs no entry.
 */
final class EmbargoedDeliveries {
  private final int capacity;
  private final Map<MessageId, @Nullable PeerState> waiting = new LinkedHashMap<>();
  private @Nullable MessageId begun;
  private @Nullable PeerState begunFrom;
  private @Nullable PeerState taken;

  EmbargoedDeliveries(int capacity) {
    this.capacity = capacity;
  }

  /** The strategy is about to get a message. */
  void begin(MessageId id, @Nullable PeerState from) {
    begun = id;
    begunFrom = from;
  }

  /** The strategy could not read it. */
  void forgetBegun() {
    begun = null;
    begunFrom = null;
  }

  /**
   * The strategy has had it; if it is not public yet, it is kept until it is.
   *
   * @return false if the oldest that is not public had to be forgotten for it
   */
  boolean keepBegun() {
    if (begun == null) {
      return true;
    }
    waiting.put(begun, begunFrom);
    forgetBegun();
    if (waiting.size() <= capacity) {
      return true;
    }
    waiting.remove(waiting.keySet().iterator().next());
    return false;
  }

  /** Makes a message public, once; then {@link #taken} says who brought it. */
  boolean take(MessageId id) {
    if (id.equals(begun)) {
      taken = begunFrom;
      forgetBegun();
      return true;
    }
    if (!waiting.containsKey(id)) {
      return false;
    }
    taken = waiting.remove(id);
    return true;
  }

  /** How many messages are not public; the one at hand does not count. */
  int size() {
    return waiting.size();
  }

  @Nullable PeerState taken() {
    return taken;
  }
}
