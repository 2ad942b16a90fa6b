package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.TimerHandle;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.discovery.timing.Jitter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Dials outbound peers that fell silent from time to time, even when all outbound peers are up.
 * When a network is cut in two, each half replaces its peers in the other; later nothing else leads
 * back. Only peers that this node chose, and only as any address that it chooses: otherwise
 * somebody could dial this node, fall silent, and so become an outbound peer any number of times.
 */
final class LostPeers {
  /** The ones lost first are forgotten. A guess: as many links as a node usually has. */
  static final int MAX = 16;

  /** Between two dials: two halves of a network find each other within a minute. A guess. */
  static final Duration INTERVAL = Duration.ofSeconds(20);

  /** How many outbound peers above the target may be lost ones that are back. A guess. */
  static final int MAX_EXTRA = 2;

  /** A node that was silent for so long is not expected to come back. A guess. */
  private static final Duration FORGET_AFTER = Duration.ofHours(1);

  private final MembershipContext context;
  private final Links links;
  private final Dials dials;
  private final int maxOutbound;
  private final Predicate<PeerAddress> isSuitable;
  // When each was lost; the one to dial next comes first.
  private final Map<PeerAddress, Long> lostNanos = new LinkedHashMap<>(0);
  private @Nullable TimerHandle next;

  /**
   * @param target how many outbound peers are wanted
   * @param isSuitable whether an address may become an outbound peer
   */
  LostPeers(
      MembershipContext context,
      Links links,
      Dials dials,
      int target,
      Predicate<PeerAddress> isSuitable) {
    this.context = context;
    this.links = links;
    this.dials = dials;
    this.maxOutbound = target + MAX_EXTRA;
    this.isSuitable = isSuitable;
  }

  /** A peer that this membership chose fell silent. */
  void onSilent(PeerAddress address) {
    if (links.isAdded(address)) {
      return;
    }
    lostNanos.remove(address);
    lostNanos.put(address, context.nowNanos());
    if (lostNanos.size() > MAX) {
      lostNanos.remove(lostNanos.keySet().iterator().next());
    }
    if (next == null) {
      dialLater();
    }
  }

  /** A peer is up. */
  void onUp(PeerAddress address) {
    lostNanos.remove(address);
  }

  private void dialLater() {
    next =
        context.schedule(
            Jitter.around(INTERVAL, context.random()),
            "lost peers",
            () -> {
              next = null;
              dial();
              if (!lostNanos.isEmpty()) {
                dialLater();
              }
            });
  }

  private void dial() {
    long oldest = context.nowNanos() - FORGET_AFTER.toNanos();
    lostNanos.values().removeIf(since -> since - oldest < 0);
    if (links.chosenCount() + dials.addresses().size() >= maxOutbound) {
      return;
    }
    for (Map.Entry<PeerAddress, Long> entry : List.copyOf(lostNanos.entrySet())) {
      PeerAddress address = entry.getKey();
      if (isSuitable.test(address)) {
        long since = entry.getValue();
        lostNanos.remove(address);
        lostNanos.put(address, since);
        dials.add(address, context.nowNanos());
        context.connect(address);
        return;
      }
    }
  }
}
