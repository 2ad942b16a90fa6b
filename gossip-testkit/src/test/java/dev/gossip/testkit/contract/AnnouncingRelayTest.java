package dev.gossip.testkit.contract;

import dev.gossip.api.relay.RelayStrategy;

/** The rules about control frames, timers and repair, with a strategy that has all of these. */
class AnnouncingRelayTest extends RelayStrategyContract {
  @Override
  protected RelayStrategy.Factory factory() {
    return AnnouncingRelay::new;
  }

  @Override
  protected RelayTraits traits() {
    return RelayTraits.builder().repairsPartitions().toleratedLoss(0.2).build();
  }
}
