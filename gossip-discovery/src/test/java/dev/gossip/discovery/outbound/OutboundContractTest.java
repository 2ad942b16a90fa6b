package dev.gossip.discovery.outbound;

import dev.gossip.api.membership.Membership;
import dev.gossip.discovery.outbound.OutboundSettings.GroupDiversity;
import dev.gossip.testkit.contract.MembershipContract;
import java.time.Duration;
import java.util.Optional;

class OutboundContractTest extends MembershipContract {
  @Override
  protected Membership.Factory factory() {
    OutboundSettings settings =
        new OutboundSettings(8, 64, Optional.of(Duration.ofMinutes(2)), GroupDiversity.OFF);
    return context -> new OutboundMembership(context, settings);
  }
}
