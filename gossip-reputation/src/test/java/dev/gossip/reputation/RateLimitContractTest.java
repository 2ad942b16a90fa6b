package dev.gossip.reputation;

import dev.gossip.api.spam.SpamControl;
import dev.gossip.testkit.contract.SpamControlContract;

class RateLimitContractTest extends SpamControlContract {
  @Override
  protected SpamControl.Factory factory() {
    return TestNode.factory();
  }
}
