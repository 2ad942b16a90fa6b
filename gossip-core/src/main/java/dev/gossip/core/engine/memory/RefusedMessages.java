package dev.gossip.core.engine.memory;

import dev.gossip.api.MessageId;
import dev.gossip.api.relay.BoundedMap;

/**
 * Messages of which a copy arrived that this node did not accept, for a reason that holds for every
 * other copy as well. Bounded; the oldest is evicted first.
 */
final class RefusedMessages {
  /** A guess. Who floods the node with messages that it refuses makes it ask again for others. */
  static final int CAPACITY = 4_096;

  // Until when, on the monotonic clock.
  private final BoundedMap<MessageId, Long> untilNanos = new BoundedMap<>(CAPACITY);

  /** Puts a message in the newest position. */
  void add(MessageId id, long endNanos) {
    untilNanos.remove(id);
    untilNanos.put(id, endNanos);
  }

  boolean contains(MessageId id, long nowNanos) {
    Long endNanos = untilNanos.get(id);
    return endNanos != null && endNanos - nowNanos > 0;
  }

  /** The message was accepted after all. */
  void remove(MessageId id) {
    if (!untilNanos.isEmpty()) {
      untilNanos.remove(id);
    }
  }

  int size() {
    return untilNanos.size();
  }
}
