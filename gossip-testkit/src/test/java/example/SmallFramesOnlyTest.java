package example;

import dev.gossip.api.spam.SpamControl;
import dev.gossip.testkit.contract.SpamControlContract;
import java.time.Duration;

/** The example in the documentation of the contract package. */
class SmallFramesOnlyTest extends SpamControlContract {
  @Override
  protected SpamControl.Factory factory() {
    return context -> (from, cost, amount) -> amount < 500;
  }

  @Override
  protected Budget modestBudget() {
    return new Budget(Duration.ofSeconds(1), 400, 100);
  }
}
