package dev.gossip.reputation;

import dev.gossip.api.MessageId;
import dev.gossip.api.PeerId;
import dev.gossip.api.relay.BoundedMap;
import java.time.Duration;

/**
 * Which peers have brought which messages over the budgets of their authors. A node refuses such a
 * message for a while only, and its relay may then request it again and again, as long as a peer
 * offers it. The peer that answers brings what it was charged for already.
 */
final class EarlierCopies {
  /** Less than between two comparisons of a repairing relay with one peer. */
  static final Duration LATER = Duration.ofSeconds(5);

  /** With about 150 bytes each; a guess. */
  static final int MAX_COPIES = 65_536;

  private record Copy(MessageId message, PeerId peer) {}

  // When the latest copy came, on the monotonic clock.
  private final BoundedMap<Copy, Long> latest = new BoundedMap<>(MAX_COPIES);

  /**
   * A peer brings a message that is refused.
   *
   * @return whether it did so before, and not just now: one that sends the same message at once
   *     again was not asked for it
   */
  boolean isLaterCopy(MessageId message, PeerId peer, long nowNanos) {
    Copy copy = new Copy(message, peer);
    Long before = latest.remove(copy);
    latest.put(copy, nowNanos);
    return before != null && nowNanos - before >= LATER.toNanos();
  }
}
