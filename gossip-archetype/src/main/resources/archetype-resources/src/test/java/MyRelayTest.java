package ${package};

import dev.gossip.api.relay.RelayStrategy;
import dev.gossip.testkit.contract.RelayStrategyContract;

class MyRelayTest extends RelayStrategyContract {
  @Override
  protected RelayStrategy.Factory factory() {
    return MyRelay::new;
  }
}
