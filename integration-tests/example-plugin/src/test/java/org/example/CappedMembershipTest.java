package org.example;

import dev.gossip.api.membership.Membership;
import dev.gossip.testkit.contract.MembershipContract;

class CappedMembershipTest extends MembershipContract {
  @Override
  protected Membership.Factory factory() {
    return context -> new CappedMembership(context, 8);
  }
}
