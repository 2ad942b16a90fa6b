package dev.gossip.repair;

import dev.gossip.api.relay.RelayStrategy;

class RepairOverDiffusionTest extends RepairContract {
  @Override
  RelayStrategy.Factory inner() {
    return InnerRelays.diffusion();
  }
}
