package dev.gossip.testkit.contract;

import dev.gossip.api.membership.Membership;
import dev.gossip.core.builtin.ConfiguredMembershipPlugin;

class ConfiguredMembershipTest extends MembershipContract {
  @Override
  protected Membership.Factory factory() {
    return Factories.of(new ConfiguredMembershipPlugin(), Membership.Factory.class);
  }
}
