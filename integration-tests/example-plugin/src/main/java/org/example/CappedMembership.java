package org.example;

import dev.gossip.api.Direction;
import dev.gossip.api.PeerAddress;
import dev.gossip.api.membership.Candidate;
import dev.gossip.api.membership.Membership;
import dev.gossip.api.membership.MembershipContext;
import java.util.List;

record CappedMembership(MembershipContext context, int maxInbound) implements Membership {
  @Override
  public void onPeerAdded(PeerAddress address) {
    context.keep(address);
  }

  @Override
  public void onPeerRemoved(PeerAddress address) {
    context.release(address);
  }

  @Override
  public void onCandidate(Candidate candidate) {
    long inbound =
        context.peers().stream().filter(peer -> peer.direction() == Direction.INBOUND).count();
    if (candidate.direction() == Direction.OUTBOUND || inbound < maxInbound) {
      context.accept(candidate.id());
    } else {
      context.refuse(candidate.id(), "it has enough peers", List.of());
    }
  }
}
