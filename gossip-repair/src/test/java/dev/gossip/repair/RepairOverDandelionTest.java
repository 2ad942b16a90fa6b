package dev.gossip.repair;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayTraits;
import java.time.Duration;

class RepairOverDandelionTest extends RepairContract {
  @Override
  RelayStrategy.Factory inner() {
    return InnerRelays.dandelion();
  }

  /** The lifetime of a message is 5 minutes, and an embargo ends within the first half of it. */
  @Override
  protected RelayTraits traits() {
    return claims().settleTime(Duration.ofMinutes(5)).slot("relay.inner/relay.fluff").build();
  }
}
