package dev.gossip.diffusion;

import dev.gossip.api.MessageId;
import dev.gossip.api.relay.BoundedMap;
import java.time.Duration;

/**
 * The messages that this node made public a short time ago. Bounded: if there are too many, the
 * oldest no longer counts as young.
 */
final class YoungMessages {
  private final long maxAgeNanos;
  // When each was made public, oldest first.
  private final BoundedMap<MessageId, Long> publicSinceNanos;

  YoungMessages(Duration maxAge, int capacity) {
    this.maxAgeNanos = maxAge.toNanos();
    this.publicSinceNanos = new BoundedMap<>(capacity);
  }

  /** A message became public now. */
  void add(MessageId id, long nowNanos) {
    removeOld(nowNanos);
    publicSinceNanos.put(id, nowNanos);
  }

  boolean contains(MessageId id, long nowNanos) {
    Long since = publicSinceNanos.get(id);
    return since != null && nowNanos - since < maxAgeNanos;
  }

  /** How many messages are remembered. */
  int size() {
    return publicSinceNanos.size();
  }

  private void removeOld(long nowNanos) {
    while (!publicSinceNanos.isEmpty()) {
      MessageId oldest = publicSinceNanos.keys().iterator().next();
      if (contains(oldest, nowNanos)) {
        return;
      }
      publicSinceNanos.remove(oldest);
    }
  }
}
