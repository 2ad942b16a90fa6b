package dev.gossip.testkit.contract;

import dev.gossip.api.relay.RelayStrategy;

/** The rules about messages that are not public yet. */
class StemmingRelayTest extends RelayStrategyContract {
  @Override
  protected RelayStrategy.Factory factory() {
    return StemmingRelay::new;
  }
}
