package dev.gossip.testkit.contract;

import dev.gossip.api.relay.RelayStrategy;

/** Checks the rules with a strategy that embargoes messages. */
class StemmingRelayTest extends RelayStrategyContract {
  @Override
  protected RelayStrategy.Factory factory() {
    return StemmingRelay::new;
  }
}
