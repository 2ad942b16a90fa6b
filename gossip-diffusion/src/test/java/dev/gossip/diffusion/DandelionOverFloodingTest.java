package dev.gossip.diffusion;

import dev.gossip.api.relay.RelayStrategy;

class DandelionOverFloodingTest extends DandelionContract {
  @Override
  RelayStrategy.Factory fluff() {
    return FluffRelays.flooding();
  }
}
