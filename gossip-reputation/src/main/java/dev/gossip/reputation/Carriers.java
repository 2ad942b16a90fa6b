package dev.gossip.reputation;

import dev.gossip.api.PeerId;
import dev.gossip.api.spam.SpamContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The peers that brought most of what one author sent over its budget, with how much more an honest
 * one may bring. There are {@value #MAX_CARRIERS} at most; the one that brought least makes room,
 * so that a peer that brings much more than others stays (as in Space-Saving, Metwally 2005, but a
 * newcomer begins with nothing to its charge).
 */
final class Carriers {
  /** A guess: peers that one author floods at the same time. */
  private static final int MAX_CARRIERS = 16;

  /** At least the default lifetime, since other nodes may have a longer one than this. */
  private static final Duration MIN_LIFETIME = SpamContext.DEFAULT_LIFETIME;

  private final Rate rate;
  private List<Carrier> carriers = List.of();

  /**
   * Creates an empty list.
   *
   * @param rate see {@link #rateFor}
   */
  Carriers(Rate rate) {
    this.rate = rate;
  }

  /**
   * Returns what a peer may bring of an author that has a rate.
   *
   * @param lifetime how long messages are relayed; what an author may send within this time, an
   *     honest peer may still have to pass on
   */
  static Rate rateFor(Rate author, Duration lifetime) {
    long seconds = Math.max(MIN_LIFETIME.toSeconds(), lifetime.toSeconds());
    long burst = author.burst() + author.perSecond() * seconds;
    return new Rate(author.perSecond(), Math.min(burst, Rate.MAX_BURST));
  }

  /** Takes one message from what a peer may bring; returns false if it brought all of it. */
  boolean take(String topic, PeerId peer, long nowNanos) {
    if (carriers.isEmpty()) {
      carriers = new ArrayList<>(1); // Most authors are never over their budgets.
    }
    for (Carrier carrier : carriers) {
      if (carrier.peer.equals(peer) && carrier.topic.equals(topic)) {
        return carrier.left.take(rate, 1, nowNanos);
      }
    }
    if (carriers.size() == MAX_CARRIERS) {
      carriers.remove(
          carriers.stream()
              .min(Comparator.comparingLong(carrier -> carrier.left.missingNanos(nowNanos)))
              .orElseThrow());
    }
    Carrier added = new Carrier(topic, peer, new Bucket(nowNanos));
    carriers.add(added);
    return added.left.take(rate, 1, nowNanos);
  }

  /** Returns the number of peers, each counted once for each topic. */
  int size() {
    return carriers.size();
  }

  private record Carrier(String topic, PeerId peer, Bucket left) {}
}
