package dev.gossip.diffusion;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayTraits;

class DandelionOverDiffusionTest extends DandelionContract {
  @Override
  RelayStrategy.Factory fluff() {
    return FluffRelays.diffusion();
  }

  @Override
  protected RelayTraits traits() {
    return claims().toleratedLoss(0.2).repairsPartitions().maxRetained(2_000).build();
  }
}
