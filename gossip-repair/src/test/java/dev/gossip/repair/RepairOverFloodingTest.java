package dev.gossip.repair;

import dev.gossip.api.relay.RelayStrategy;

class RepairOverFloodingTest extends RepairContract {
  @Override
  RelayStrategy.Factory inner() {
    return InnerRelays.flooding();
  }
}
