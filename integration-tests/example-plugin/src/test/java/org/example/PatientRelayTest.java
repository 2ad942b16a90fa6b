package org.example;

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayStrategyContract;
import java.time.Duration;

class PatientRelayTest extends RelayStrategyContract {
  @Override
  protected RelayStrategy.Factory factory() {
    return context -> new PatientRelay(context, Duration.ofMillis(100));
  }
}
