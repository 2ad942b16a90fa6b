package dev.gossip.discovery.outbound;

import dev.gossip.api.PeerAddress;
import dev.gossip.api.discovery.KnownAddress;
import dev.gossip.api.membership.MembershipContext;
import dev.gossip.api.spam.Standing;

/** Addresses whose nodes spam control refuses for a while. */
final class Discouraged {
  private Discouraged() {}

  /** The id may be of an earlier node there, which costs this address its chance for a while. */
  static boolean isAt(MembershipContext context, PeerAddress address) {
    return context
        .addresses()
        .find(address)
        .flatMap(KnownAddress::id)
        .filter(id -> context.standing(id) == Standing.DISCOURAGED)
        .isPresent();
  }
}
