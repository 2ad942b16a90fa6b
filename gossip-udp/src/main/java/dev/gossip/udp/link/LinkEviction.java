package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import dev.gossip.udp.table.Link;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the inbound link to evict for a new one when the maximum number of links is reached, so
 * that no party can lock others out by opening many links. Below the maximum it has no effect, so
 * many nodes on one machine or in one private network are not refused earlier than others.
 *
 * <p>The address group with the most links yields to smaller groups, and within a group the address
 * with the most links yields to other addresses; Bitcoin's {@code eviction.cpp} also evicts from
 * the largest group. Two groups cannot evict each other in turn: the group of the new link stays
 * smaller than the other one was. Otherwise only a link that has carried no frame for a long time
 * is evicted, whatever its group.
 */
final class LinkEviction {
  private final List<Link> inbound;
  private final Map<String, Integer> byGroup = new HashMap<>();
  private final Map<String, Integer> byHost = new HashMap<>();

  /**
   * @param inbound the candidates: links that are up and that this node did not dial
   */
  LinkEviction(List<Link> inbound) {
    this.inbound = inbound;
    for (Link link : inbound) {
      byGroup.merge(AddressGroup.of(link.remote), 1, Integer::sum);
      byHost.merge(link.remote.host(), 1, Integer::sum);
    }
  }

  /**
   * Returns the link to evict for a link from an address; null if there is none.
   *
   * @param idleAfterNanos time without a frame after which a link may be evicted for any other
   */
  @Nullable Link victimFor(PeerAddress newcomer, long idleAfterNanos, long nowNanos) {
    Comparator<Link> order =
        Comparator.comparingInt(this::groupSize)
            .thenComparingInt(this::hostSize)
            .thenComparing(byIdleness(nowNanos));
    Link largest = inbound.stream().max(order).orElse(null);
    if (largest == null) {
      return null;
    }
    String group = AddressGroup.of(newcomer);
    boolean isLargerGroup = groupSize(largest) > byGroup.getOrDefault(group, 0) + 1;
    boolean isLargerHost =
        AddressGroup.of(largest.remote).equals(group)
            && hostSize(largest) > byHost.getOrDefault(newcomer.host(), 0) + 1;
    if (isLargerGroup || isLargerHost || isIdle(largest, idleAfterNanos, nowNanos)) {
      return largest;
    }
    // A few busy links of the largest group must not protect the idle links of all groups.
    return inbound.stream()
        .filter(link -> isIdle(link, idleAfterNanos, nowNanos))
        .max(byIdleness(nowNanos))
        .orElse(null);
  }

  private static boolean isIdle(Link link, long idleAfterNanos, long nowNanos) {
    return nowNanos - link.lastFrameNanos >= idleAfterNanos;
  }

  /** Orders by idle time, longest last; among equals, the oldest link last. */
  private static Comparator<Link> byIdleness(long nowNanos) {
    return Comparator.<Link>comparingLong(link -> nowNanos - link.lastFrameNanos)
        .thenComparing(Comparator.comparingLong(Link::value).reversed());
  }

  private int groupSize(Link link) {
    return byGroup.getOrDefault(AddressGroup.of(link.remote), 0);
  }

  private int hostSize(Link link) {
    return byHost.getOrDefault(link.remote.host(), 0);
  }
}
