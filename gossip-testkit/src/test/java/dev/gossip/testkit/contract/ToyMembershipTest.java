package dev.gossip.testkit.contract;

import dev.gossip.api.membership.Membership;

class ToyMembershipTest extends MembershipContract {
  @Override
  protected Membership.Factory factory() {
    return ToyMembership::new;
  }
}
