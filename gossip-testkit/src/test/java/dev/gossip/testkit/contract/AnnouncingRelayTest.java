package dev.gossip.testkit.contract;

import dev.gossip.api.relay.RelayStrategy;

/** Checks the rules with a strategy that uses control frames, timers and repair. */
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
