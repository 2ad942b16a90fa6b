package dev.gossip.discovery.outbound;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Chooses the inbound peer whose place another node gets, in the manner of Bitcoin: protects peers
 * by several measures, of which an attacker can hardly meet all, then takes the youngest peer of
 * the largest group. Unlike Bitcoin, it takes none if the newcomer's group would become as large as
 * that one was: a node that is full of useful peers refuses the next one, and links stay.
 */
final class Eviction {
  // Bitcoin's numbers (eviction.cpp) for 114 inbound peers: 4 by group, 8 by round-trip time, 4 by
  // the latest transaction and 8 by the latest block, which are first copies here.
  private static final int BITCOIN_INBOUND = 114;
  private static final int BY_GROUP = 4;
  private static final int BY_ROUND_TRIP = 8;
  private static final int BY_FIRST_COPIES = 12;

  private static final Comparator<InboundPeer> YOUNGEST_FIRST =
      comparing(InboundPeer::age).thenComparing(InboundPeer::id);

  private final int limit;
  private final boolean protects;
  private final ToLongFunction<AddressGroup> rank;

  /**
   * @param limit how many inbound peers there may be
   * @param protects whether some peers are protected, which only a measurement turns off
   * @param rank an order of groups that nobody else knows
   */
  Eviction(int limit, boolean protects, ToLongFunction<AddressGroup> rank) {
    this.limit = limit;
    this.protects = protects;
    this.rank = rank;
  }

  /** The peer to disconnect for a node of a group; empty if none is less worthy. */
  Optional<PeerId> choose(List<InboundPeer> peers, AddressGroup newcomer) {
    if (!protects) {
      return peers.stream().min(YOUNGEST_FIRST).map(InboundPeer::id);
    }
    Map<AddressGroup, Integer> sizes = new HashMap<>();
    peers.forEach(peer -> sizes.merge(peer.group(), 1, Integer::sum));
    int withNewcomer = sizes.getOrDefault(newcomer, 0) + 1;
    return unprotected(peers).stream()
        .filter(peer -> sizes.getOrDefault(peer.group(), 0) > withNewcomer)
        .min(
            Comparator.<InboundPeer>comparingInt(peer -> -sizes.getOrDefault(peer.group(), 0))
                .thenComparing(YOUNGEST_FIRST))
        .map(InboundPeer::id);
  }

  private List<InboundPeer> unprotected(List<InboundPeer> peers) {
    List<InboundPeer> left = new ArrayList<>(peers);
    protectByGroup(left, scaled(BY_GROUP));
    protect(
        left,
        scaled(BY_ROUND_TRIP),
        comparing((InboundPeer peer) -> peer.roundTrip().orElse(Duration.ofDays(1))),
        peer -> peer.roundTrip().isPresent());
    protect(
        left,
        scaled(BY_FIRST_COPIES),
        comparingLong((InboundPeer peer) -> -peer.firstCopies()),
        peer -> peer.firstCopies() > 0);
    protect(left, left.size() / 2, YOUNGEST_FIRST.reversed(), peer -> true);
    return left;
  }

  private int scaled(int number) {
    return (int) (((long) number * limit + BITCOIN_INBOUND - 1) / BITCOIN_INBOUND);
  }

  private void protectByGroup(List<InboundPeer> left, int groups) {
    left.sort(
        comparingLong((InboundPeer peer) -> rank.applyAsLong(peer.group()))
            .thenComparing(YOUNGEST_FIRST.reversed()));
    Set<AddressGroup> seen = new HashSet<>();
    left.removeIf(peer -> seen.size() < groups && seen.add(peer.group()));
  }

  private static void protect(
      List<InboundPeer> left,
      int number,
      Comparator<InboundPeer> bestFirst,
      Predicate<InboundPeer> counts) {
    List<InboundPeer> best =
        left.stream()
            .filter(counts)
            .sorted(bestFirst.thenComparing(InboundPeer::id))
            .limit(number)
            .toList();
    left.removeAll(new HashSet<>(best));
  }
}
