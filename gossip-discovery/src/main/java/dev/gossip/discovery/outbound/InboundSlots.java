package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.PeerId;
import dev.gossip.api.discovery.AddressGroup;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.discovery.reach.Reach;
import dev.gossip.discovery.reach.Share;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Accepts a limited number of nodes that chose this one. */
final class InboundSlots {
  private static final String FULL = "this node is full; try another one";
  private static final String EVICTED = "this node is full, and another node needs the place more";

  private final MembershipContext context;
  private final int limit;
  private final Links links;
  private final Eviction eviction;
  private final Share share;

  InboundSlots(MembershipContext context, int limit, Links links, Eviction eviction) {
    this.context = context;
    this.limit = limit;
    this.links = links;
    this.eviction = eviction;
    this.share = new Share(context.addresses());
  }

  /** Whether a node may become a peer; makes room for it if another peer is worth less. */
  boolean makeRoomFor(Candidate candidate) {
    List<KnownLink> inbound =
        links.up().stream().filter(link -> !link.isOutbound() && !links.isOfUser(link)).toList();
    if (inbound.size() < limit) {
      return true;
    }
    Optional<PeerId> victim =
        eviction.choose(
            inbound.stream().map(this::describe).toList(), AddressGroup.of(candidate.address()));
    victim.ifPresent(id -> context.disconnect(id, EVICTED));
    return victim.isPresent();
  }

  private InboundPeer describe(KnownLink link) {
    return new InboundPeer(
        link.id(),
        link.group(),
        Duration.ofNanos(context.nowNanos() - link.upNanos()),
        context.stats(link.id()).roundTrip(),
        context.firstCopies(link.id()));
  }

  /**
   * Refuses a node, and names others that it can reach: a stranger learns no local addresses. Each
   * refusal starts at another place of the share, so that not all who are refused go to the same
   * nodes.
   */
  void refuse(Candidate candidate) {
    List<PeerAddress> all =
        share.at(context.nowNanos()).stream()
            .filter(address -> !address.equals(candidate.address()))
            .filter(address -> Reach.isShared(address, candidate.address()))
            .toList();
    int first = all.isEmpty() ? 0 : context.random().nextInt(all.size());
    context.refuse(
        candidate.id(),
        FULL,
        Stream.concat(all.stream().skip(first), all.stream().limit(first))
            .limit(MembershipContext.MAX_OTHER_ADDRESSES)
            .toList());
  }
}
