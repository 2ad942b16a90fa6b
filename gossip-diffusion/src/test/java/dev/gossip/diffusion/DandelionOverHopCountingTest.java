package dev.gossip.diffusion;

import dev.gossip.api.relay.RelayStrategy;

class DandelionOverHopCountingTest extends DandelionContract {
  @Override
  RelayStrategy.Factory fluff() {
    return FluffRelays.hopCounting();
  }
}
