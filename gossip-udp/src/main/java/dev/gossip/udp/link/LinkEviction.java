package dev.gossip.udp.link;

import dev.gossip.api.PeerAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which inbound link makes room for a newcomer when all places are taken, so that nobody keeps
 * others out by opening many links. Until all places are taken this changes nothing, so many nodes
 * of one machine or of one private network are not refused earlier than others.
 *
 * <p>The address group with the most links makes room for smaller groups, and within a group the
 * address with the most links for other addresses, as Bitcoin's {@code eviction.cpp} picks from the
 * largest group. Nobody wins from trading places: the newcomer's group stays smaller than the other
 * was. Otherwise a link makes room only if it has brought no frame for long, whatever its group.
 */
final class Crowding {
  private final List<Link> inbound;
  private final Map<String, Integer> byGroup = new HashMap<>();
  private final Map<String, Integer> byHost = new HashMap<>();

  /**
   * @param inbound the links that may have to make room, which this node did not dial
   */
  Crowding(List<Link> inbound) {
    this.inbound = inbound;
    for (Link link : inbound) {
      byGroup.merge(AddressGroup.of(link.remote), 1, Integer::sum);
      byHost.merge(link.remote.host(), 1, Integer::sum);
    }
  }

  /**
   * The link that makes room for one from this address; null if none does.
   *
   * @param idleAfterNanos without a frame for so long, a link makes room for any other
   */
  @Nullable Link whoMakesRoomFor(PeerAddress newcomer, long idleAfterNanos, long nowNanos) {
    Comparator<Link> order =
        Comparator.comparingInt(this::inItsGroup)
            .thenComparingInt(this::atItsHost)
            .thenComparing(byIdleness(nowNanos));
    Link most = inbound.stream().max(order).orElse(null);
    if (most == null) {
      return null;
    }
    String group = AddressGroup.of(newcomer);
    boolean isLargerGroup = inItsGroup(most) > byGroup.getOrDefault(group, 0) + 1;
    boolean isLargerHost =
        AddressGroup.of(most.remote).equals(group)
            && atItsHost(most) > byHost.getOrDefault(newcomer.host(), 0) + 1;
    if (isLargerGroup || isLargerHost || isIdle(most, idleAfterNanos, nowNanos)) {
      return most;
    }
    // A few busy links of one group must not keep places for all the idle ones.
    return inbound.stream()
        .filter(link -> isIdle(link, idleAfterNanos, nowNanos))
        .max(byIdleness(nowNanos))
        .orElse(null);
  }

  private static boolean isIdle(Link link, long idleAfterNanos, long nowNanos) {
    return nowNanos - link.lastFrameNanos >= idleAfterNanos;
  }

  /** The longest idle last; of two, the one that came first. */
  private static Comparator<Link> byIdleness(long nowNanos) {
    return Comparator.<Link>comparingLong(link -> nowNanos - link.lastFrameNanos)
        .thenComparing(Comparator.comparingLong(Link::value).reversed());
  }

  private int inItsGroup(Link link) {
    return byGroup.getOrDefault(AddressGroup.of(link.remote), 0);
  }

  private int atItsHost(Link link) {
    return byHost.getOrDefault(link.remote.host(), 0);
  }
}
